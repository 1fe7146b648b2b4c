using Ptm.Bench.Fuzz.Fuzzing.Kinds;

namespace Ptm.Bench.Fuzz.Fuzzing;

/// <summary>Every kind of input that users, models and teams hand to the engine.</summary>
internal static class FuzzKinds
{
    /// <param name="configs">Real promptfoo configs to change, besides the ones that are always there.</param>
    /// <param name="prompts">Real prompt files of ours.</param>
    public static IReadOnlyList<FuzzKind> All(IEnumerable<string> configs, IEnumerable<string> prompts) =>
    [
        new TemplateKind(), new YamlTextKind(), new JsonKind(), new RunKind(), new KpiKind(), new RegexKind(), new ScriptKind(), new SchemaKind(), new SqlKind(), new AssertionKind(),
        new YamlKind(promptfoo: true, configs), new YamlKind(promptfoo: false, prompts), new RowsKind(csv: true), new RowsKind(csv: false),
    ];
}
