using System.Text.Json;
using Ptm.Engine.Library.Promptfoo;
using Ptm.Engine.Library.Sources;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>Reads one test case, which prompt files and promptfoo configs write alike.</summary>
internal sealed class TestCaseReader(FileReading file, KeyPolicy keys, AssertionReader assertions, PromptfooProviders? providers = null, string? folder = null, ICollection<string>? reached = null)
{
    static readonly string[] s_ownKeys = ["id", "description", "vars", "assert", "threshold", "options", "tags", "metadata"];
    static readonly string[] s_promptfooKeys =
    [
        "description", "vars", "assert", "threshold", "options", "metadata",
        "provider", "providers", "prompts", "providerOutput", "assertScoringFunction", "tags",
    ];

    static readonly string[] s_optionKeys =
    [
        "transform", "prefix", "suffix", "disableVarExpansion",
        "postprocess", "transformVars", "provider", "rubricPrompt", "factuality", "storeOutputAs", "repeat",
        "runSerially", "disableConversationVar", "disableDefaultAsserts", "conversationId",
    ];

    static readonly string[] s_meaning = ["vars", "assert", "options", "metadata", "threshold", "provider", "providerOutput"];

    // What only promptfoo configs have: files of ours say it with keys of their own, or not at all.
    static readonly string[] s_promptfooOptions =
        ["postprocess", "transformVars", "storeOutputAs", "repeat", "runSerially", "disableConversationVar", "disableDefaultAsserts", "conversationId"];

    /// <summary>The same rules for a file of tests that the config names.</summary>
    public TestCaseReader In(FileReading other) => new(other, keys, assertions.In(other), providers, keys.IsStrict ? null : folder ?? file.Folder, reached);

    /// <summary>A case of <c>tests</c>, which says more than what it is called.</summary>
    public RawTestCase ReadTest(MappingReader reader)
    {
        RawTestCase test = Read(reader);
        if (!keys.IsStrict && test.Unsupported.Count == 0 && !Array.Exists(s_meaning, key => reader.Node(key) is { } value && !(key == "providerOutput" && value is YamlScalar { Text.Length: 0 })))
        {
            file.Error(DiagnosticCodes.InvalidValue, $"A test case needs one of {string.Join(", ", s_meaning)}; this one says nothing of what is asked or checked.", reader.Mapping);
        }

        return test;
    }

    public RawTestCase Read(MappingReader reader)
    {
        keys.Check(
            reader,
            "A test case",
            keys.IsStrict ? s_ownKeys : s_promptfooKeys,
            key => key == "expected" || KeyPolicy.IsExpectation(key) ? "Checks of a case belong into 'assert'; columns of a table are called so." : null);
        MappingReader? options = reader.Child("options");
        if (options is not null)
        {
            keys.Check(options, "'options'", s_optionKeys, key => key == "threshold" ? "It belongs beside 'options', two spaces further left." : null);
        }

        JsonElement vars = Vars(reader);
        RawTestCase test = new()
        {
            Id = keys.IsStrict ? reader.Text("id") : null,
            Description = reader.Text("description") ?? "",
            Vars = vars,
            Assertions = assertions.Read(reader.Node("assert")),
            Threshold = Threshold(reader),
            Tags = keys.IsStrict ? reader.Texts("tags") : [],
            Prompts = keys.IsStrict ? [] : reader.Texts("prompts"),
            Transform = Code(options, "transform") ?? (keys.IsStrict ? null : Code(options, "postprocess") ?? NoneOf(options, "transform")),
            Prefix = options?.Text("prefix"),
            Suffix = options?.Text("suffix"),
            ExpandsLists = keys.IsStrict ? false : options?.Flag("disableVarExpansion") is { } disabled ? !disabled : null,
            Metadata = reader.Child("metadata") is { } metadata ? YamlJson.ToJson(metadata.Mapping, file.Path) : null,
            Unsupported = keys.IsStrict && options is not null ? [.. Unsupported(options, s_promptfooOptions)] : [],
            Location = reader.Location,
        };
        if (keys.IsStrict)
        {
            test = test with { Setup = Judged(CaseSetup.None, options) };
        }
        else
        {
            test = test with
            {
                DisablesDefaultAsserts = options?.Flag("disableDefaultAsserts") ?? false,
                Setup = Setup(reader, options),
            };
        }

        return test with { Unsupported = [.. test.Unsupported, .. file.TakeLostChecks()] };
    }

    double? Threshold(MappingReader reader)
    {
        if (!keys.IsStrict && reader.Node("threshold") is YamlScalar { Type: not YamlScalarType.Number } scalar)
        {
            file.LoseCheck($"'threshold' takes a number, and this is {scalar.Kind}, so it would decide nothing.", scalar);
            return null;
        }

        return reader.Number("threshold", 0);
    }

    CaseSetup Setup(MappingReader reader, MappingReader? options)
    {
        CaseSetup setup = new()
        {
            Providers = reader.Node("providers") is { } asked && providers is not null ? providers.Meant(reader.Texts("providers"), file, asked) : [],
            Provider = reader.Node("provider") is { } provider ? providers?.ForCase(provider, file) : null,
            ProviderOutput = reader.Json("providerOutput"),
            Repeat = options?.Times("repeat"),
            TransformVars = Code(options, "transformVars"),
            StoreOutputAs = options?.Text("storeOutputAs"),
            ScoringFunction = Code(reader, "assertScoringFunction"),
            DisablesConversation = options?.Flag("disableConversationVar") ?? false,
            RunsAlone = options?.Flag("runSerially") ?? false,
            Options = options is null ? null : YamlJson.ToJson(options.Mapping, file.Path),
        };
        setup = Judged(setup, options);
        return setup == CaseSetup.None ? CaseSetup.None : setup;
    }

    // Who judges the case, and what they are asked.
    CaseSetup Judged(CaseSetup setup, MappingReader? options) =>
        options is null || (options.Entry("provider") ?? options.Entry("rubricPrompt") ?? options.Entry("factuality")) is null ? setup
        : setup with
        {
            Judges = assertions.Judges.Names(options.Node("provider"), file),
            RubricPrompt = assertions.Judges.Prompt(options, keys, folder ?? file.Folder),
            Factuality = options.Json("factuality"),
        };

    // A key that is written without a value takes that of the default test away.
    static string? NoneOf(MappingReader? reader, string key) => reader?.Entry(key) is not null ? "" : null;

    // A file of code is named from here on by its absolute path, since a case no longer says which file it stands in.
    string? Code(MappingReader? reader, string key) => reader?.Text(key) is { } text ? CodePath.Absolute(text, folder ?? file.Folder) : null;

    JsonElement Vars(MappingReader reader)
    {
        if (reached is not null && reader.Node("vars") is { } named && VarsFiles.Are(named))
        {
            return VarsFiles.Read(named, file, reached);
        }

        MappingReader? vars = reader.Child("vars");
        if (vars is null)
        {
            return EmptyVars;
        }

        foreach (YamlEntry misplaced in vars.Mapping.Entries.Where(IsMisplaced))
        {
            keys.Lose(
                file,
                $"'{misplaced.Key.Text}' stands inside 'vars', so it is a variable and checks nothing. Assertions belong into 'assert' beside 'vars', two spaces further left.",
                misplaced.Key);
        }

        foreach (YamlEntry expectation in vars.Mapping.Entries.Where(entry => KeyPolicy.IsExpectation(entry.Key.Text) && entry.Value is not YamlScalar { Text.Length: 0 } and not YamlScalar { Type: YamlScalarType.Null }))
        {
            keys.Lose(file, $"'{expectation.Key.Text}' is a column of tables; inside 'vars' it is a variable and checks nothing. Assertions belong into 'assert' beside 'vars'.", expectation.Key);
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
}
