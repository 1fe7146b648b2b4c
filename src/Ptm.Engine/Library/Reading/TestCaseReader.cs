using System.Text.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>Reads one test case, which prompt files and promptfoo configs write alike.</summary>
internal sealed class TestCaseReader(FileReading file, KeyPolicy keys, AssertionReader assertions)
{
    static readonly string[] s_ownKeys = ["id", "description", "vars", "assert", "threshold", "options", "tags", "metadata"];
    static readonly string[] s_promptfooKeys =
    [
        "description", "vars", "assert", "threshold", "options", "metadata",
        "provider", "providers", "prompts", "providerOutput", "assertScoringFunction",
    ];

    static readonly string[] s_optionKeys =
    [
        "transform", "prefix", "suffix", "disableVarExpansion",
        "postprocess", "transformVars", "provider", "rubricPrompt", "factuality", "storeOutputAs", "repeat",
        "runSerially", "disableConversationVar", "disableDefaultAsserts", "conversationId",
    ];

    // Keys whose work is not done yet: each changes what a case means, so the case cannot be judged without it.
    static readonly string[] s_unsupported = ["provider", "providers", "providerOutput", "assertScoringFunction"];
    static readonly string[] s_unsupportedOptions =
        ["postprocess", "transformVars", "storeOutputAs", "repeat", "runSerially", "disableConversationVar", "disableDefaultAsserts", "conversationId"];

    /// <summary>The same rules for a file of tests that the config names.</summary>
    public TestCaseReader In(FileReading other) => new(other, keys, assertions.In(other));

    public RawTestCase Read(MappingReader reader)
    {
        keys.Check(reader, "A test case", keys.IsStrict ? s_ownKeys : s_promptfooKeys);
        MappingReader? options = reader.Child("options");
        if (options is not null)
        {
            keys.Check(options, "'options'", s_optionKeys);
        }

        JsonElement vars = Vars(reader);
        return new()
        {
            Id = keys.IsStrict ? reader.Text("id") : null,
            Description = reader.Text("description") ?? "",
            Vars = vars,
            Assertions = assertions.Read(reader.Node("assert")),
            Threshold = reader.Number("threshold", 0),
            Tags = keys.IsStrict ? reader.Texts("tags") : [],
            Prompts = keys.IsStrict ? [] : reader.Texts("prompts"),
            Transform = options?.Text("transform"),
            Prefix = options?.Text("prefix"),
            Suffix = options?.Text("suffix"),
            ExpandsLists = !keys.IsStrict && options?.Text("disableVarExpansion") != "true",
            Unsupported = [.. Unsupported(reader, s_unsupported), .. options is null ? [] : Unsupported(options, s_unsupportedOptions), .. FileTransform(options)],
            Location = reader.Location,
        };
    }

    JsonElement Vars(MappingReader reader)
    {
        MappingReader? vars = reader.Child("vars");
        if (vars is null)
        {
            return EmptyVars;
        }

        foreach (YamlEntry misplaced in vars.Mapping.Entries.Where(IsMisplaced))
        {
            file.Error(
                DiagnosticCodes.HiddenChecks,
                $"'{misplaced.Key.Text}' stands inside 'vars', so it is a variable and checks nothing. Assertions belong into 'assert' beside 'vars', two spaces further left.",
                misplaced.Key);
        }

        return YamlJson.ToJson(vars.Mapping, file.Path);
    }

    // A variable may well be a list of things with a type and a value; only its name tells that it was meant as assertions.
    static bool IsMisplaced(YamlEntry variable) =>
        variable.Key.Text.Contains("assert", StringComparison.OrdinalIgnoreCase) && KeyPolicy.HoldsChecks(variable.Value);

    static JsonElement EmptyVars { get; } = JsonElement.Parse("{}"u8);

    IEnumerable<UnsupportedFeature> Unsupported(MappingReader reader, string[] names) =>
        from name in names
        let entry = reader.Entry(name)
        where entry is not null
        select new UnsupportedFeature(name, entry.Key.In(file.Path));

    IEnumerable<UnsupportedFeature> FileTransform(MappingReader? options) =>
        options?.Text("transform")?.StartsWith("file://", StringComparison.Ordinal) == true
            ? [new("transform: file://", options.Node("transform")!.In(file.Path))]
            : [];
}
