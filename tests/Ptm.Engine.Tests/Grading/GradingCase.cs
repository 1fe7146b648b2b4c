using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Grading;
using Ptm.Engine.Scripting;
using Ptm.Engine.Tests.Grading.Metrics;

namespace Ptm.Engine.Tests.Grading;

/// <summary>Assertions as a person writes them, on an output, in one call.</summary>
internal static class GradingCase
{
    static readonly ScriptSandbox _scripts = new();

    public static ScriptSandbox Scripts => _scripts;

    static readonly CodeRunner s_code = new();

    public static Task<Grade> GradeAsync(string output, string assertions, string vars = "{}", double? threshold = null, bool promptfoo = false) =>
        GradeAsync(Input(output, ReadAll(Parse(assertions)), vars, threshold, promptfoo));

    public static Task<Grade> GradeAsync(GradingInput input, IPromptProvider? judge = null) => new Grader(_scripts, s_code, Judges.Of(judge)).GradeAsync(input, TestContext.Current.CancellationToken);

    public static GradingInput Input(string output, IReadOnlyList<Assertion> assertions, string vars = "{}", double? threshold = null, bool promptfoo = false) => new()
    {
        Prompt = new PromptDefinition { Id = "p", Text = "{{output}}", IsPromptfoo = promptfoo },
        Case = new TestCase { Id = "c", Vars = Parse(vars), Assertions = assertions, Threshold = threshold },
        Rendered = new RenderedPrompt { Text = "the prompt" },
        Output = new ModelOutput { Text = output, CostUsd = 0, Latency = TimeSpan.FromMilliseconds(5) },
        Provider = "echo",
    };

    public static Assertion Read(string assertion) => Read(Parse(assertion), line: 1);

    public static IReadOnlyList<Assertion> ReadAll(JsonElement assertions) => [.. assertions.EnumerateArray().Select((assertion, index) => Read(assertion, index + 1))];

    public static JsonElement Parse(string json) => JsonElement.Parse(json);

    static Assertion Read(JsonElement json, int line) => new()
    {
        Type = json.GetProperty("type").GetString()!,
        Value = json.TryGetProperty("value", out JsonElement value) ? value : null,
        Threshold = json.TryGetProperty("threshold", out JsonElement threshold) ? threshold.GetDouble() : null,
        Weight = json.TryGetProperty("weight", out JsonElement weight) ? weight.GetDouble() : 1,
        Transform = json.TryGetProperty("transform", out JsonElement transform) ? transform.GetString() : null,
        Config = json.TryGetProperty("config", out JsonElement config) ? config : null,
        Assertions = json.TryGetProperty("assert", out JsonElement inner) ? ReadAll(inner) : [],
        Location = new SourceLocation("prompt.yaml", line, 5),
    };
}
