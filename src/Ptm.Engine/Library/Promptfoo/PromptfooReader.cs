using Ptm.Engine.Code;
using Ptm.Engine.Library.Cases;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Sources;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Running.Sessions;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Reads a <c>promptfooconfig.yaml</c> as it stands.</summary>
internal static class PromptfooReader
{
    static readonly string[] s_keys =
    [
        "description", "prompts", "providers", "targets", "tests", "defaultTest", "scenarios", "assertionTemplates", "derivedMetrics",
        "evaluateOptions", "commandLineOptions", "env", "envPath", "outputPath", "sharing", "writeLatestResults", "tags", "metadata",
        "nunjucksFilters", "extensions", "redteam", "additional_metrics", "additional_kpis", "cost_threshold", "latency_threshold_ms", "tracing", "$schema", "import", "version", "author", TemplateSettingsReader.StrictKey, CompatibilityReader.Key,
    ];

    // Parts whose work is not done yet and that change what every case means.
    static readonly string[] s_unsupported = ["additional_metrics", "additional_kpis", "cost_threshold", "latency_threshold_ms"];

    // Parts that check nothing: how fast, how often and where to.
    static readonly string[] s_ignored = ["tracing", "sharing"];

    /// <exception cref="PtmException">Something in the file is wrong; every finding is in it.</exception>
    public static PromptSuite Read(string path, YamlNode? root)
    {
        FileReading file = new(path);
        if (root is not YamlMapping mapping)
        {
            file.Error(DiagnosticCodes.InvalidValue, $"A promptfoo config is a mapping with 'prompts', 'providers' and 'tests', and this is {root?.Kind ?? "empty"}.", root);
            file.ThrowIfWrong();
            throw new InvalidOperationException();
        }

        List<string> reached = [];
        ConfigEnvironment environment = ConfigEnvironment.Read(new(mapping, file), reached);
        MappingReader reader = new(environment.FillConfig(mapping), file);
        KeyPolicy.Promptfoo.Check(reader, "A promptfoo config", s_keys, key => key == "threshold" ? "It belongs into a test case, or into 'defaultTest' for all of them." : null, isTop: true);
        Dictionary<string, YamlNode> templates = reader.Child("assertionTemplates")?.Mapping.Entries
            .ToDictionary(entry => entry.Key.Text, entry => entry.Value, StringComparer.Ordinal) ?? [];
        // Of cases, which may be read again and name one file a million times.
        HashSet<string> ofCases = new(StringComparer.Ordinal);
        IReadOnlyList<PromptfooPrompt> prompts = [.. new PromptfooPrompts(file, reached).Read(reader.Node("prompts")).DistinctBy(prompt => (prompt.Text, prompt.Code, prompt.Label))];
        PromptfooProviders providers = PromptfooProviders.Read(reader.Node("providers") ?? reader.Node("targets"), file, environment, reached);
        UnsupportedFeature[] unsupported = [.. Unsupported(reader), .. file.TakeLostChecks()];
        CaseList tests = PromptfooTests.Read(reader, new(file, KeyPolicy.Promptfoo, new(file, KeyPolicy.Promptfoo, new(providers, ofCases), templates), providers, reached: ofCases), prompts, reached, unsupported);
        providers.RefuseUnknownPrompts(prompts, file);
        Ignore(reader);
        if (reader.Entry("redteam") is { Value: YamlMapping } redteam)
        {
            file.Warn(
                DiagnosticCodes.PartIgnored,
                tests.Count == 0 ? "This config has a red team alone, whose attacks are not made here: there is nothing to run." : "The red team's attacks ('redteam') are not made here; the tests of the config run.",
                redteam.Key);
        }

        TemplateSettings settings = TemplateSettingsReader.Promptfoo(reader, environment, reached);
        PromptDefinition[] definitions = [.. prompts.Select(prompt => Definition(prompt, providers, tests, reader.Location, settings)).Where(prompt => prompt.ProviderProfiles.Count > 0 || providers.Settings.Count == 0)];
        RunRulesReader run = new(reader);
        RunRules rules = run.Read(definitions, tests);
        bool follows = CompatibilityReader.Read(reader);
        IReadOnlyList<string> outputs = OutputPaths(reader);
        file.ThrowIfWrong();
        PromptSuite suite = new()
        {
            File = path,
            Prompts = definitions,
            Rules = rules,
            OutputPaths = outputs,
            Repeat = run.Repeat ?? 1,
            Providers = providers.Settings,
            Warnings = [.. file.Warnings],
            ReachedFiles = [.. reached, .. ofCases],
        };
        return follows ? suite.WithCompatibility() : suite;
    }

    static PromptDefinition Definition(PromptfooPrompt prompt, PromptfooProviders providers, CaseList tests, SourceLocation config, TemplateSettings templates) => new()
    {
        Id = prompt.Id,
        Label = prompt.Label,
        Text = prompt.Text,
        Code = prompt.Code,
        CodeConfig = prompt.CodeConfig,
        CodeNamesConversation = prompt.Code is { } code && NamesConversation(code),
        ProviderProfiles = providers.For(prompt),
        Tests = tests.For(prompt.Names.Contains),
        IsPromptfoo = true,
        Location = prompt.Location ?? config,
        TextLocation = prompt.TextLocation,
        Templates = templates,
    };

    static bool NamesConversation(string code) =>
        CodeReference.TryParse(code, "/", null) is { Path: var path } && File.Exists(path) && SourceText.Read(path).Contains(CaseVariables.Conversation, StringComparison.Ordinal);

    static IReadOnlyList<string> OutputPaths(MappingReader reader) =>
        [.. reader.Texts("outputPath").Select(path => Path.GetFullPath(Path.Combine(reader.File.Folder, FileReference.Is(path) ? path[FileReference.Scheme.Length..] : path)))];

    static UnsupportedFeature[] Unsupported(MappingReader reader) =>
    [
        .. from name in s_unsupported
           where reader.Node(name) is not null
           select new UnsupportedFeature(name, reader.Entry(name)!.Key.In(reader.File.Path)),
    ];

    static void Ignore(MappingReader reader)
    {
        foreach (string key in s_ignored)
        {
            if (reader.Node(key) is not null)
            {
                reader.File.Warn(DiagnosticCodes.PartIgnored, $"'{key}' is passed over; it checks nothing by itself.", reader.Entry(key)!.Key);
            }
        }
    }
}
