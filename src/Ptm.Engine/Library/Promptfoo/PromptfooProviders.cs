using Ptm.Engine.Code;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Models;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Reads the <c>providers</c> of a promptfoo config: names, objects, maps from a name to its options, and files of them.</summary>
internal sealed class PromptfooProviders
{
    const int MostNested = 10;

    static readonly string[] s_keys = ["id", "label", "config", "prompts", "env", "transform", "delay", "inputs", "metadata"];

    readonly List<PromptfooProvider> _providers = [];
    readonly HashSet<string> _columns = new(StringComparer.Ordinal);
    readonly ConfigEnvironment _environment;

    // Cases of rows are read again, and many of them write the same provider.
    readonly Dictionary<(string Folder, string Written), string> _ofCases = [];
    readonly Lock _gate = new();
    readonly List<string> _reached;

    PromptfooProviders(ConfigEnvironment environment, List<string> reached)
    {
        _environment = environment;
        _reached = reached;
    }

    /// <summary>Every provider that the config configures, those of single cases last.</summary>
    public List<ProviderSettings> Settings { get; } = [];

    public static PromptfooProviders Read(YamlNode? node, FileReading file, ConfigEnvironment environment, List<string> reached)
    {
        PromptfooProviders providers = new(environment, reached);
        switch (node)
        {
            case null:
                break;
            case YamlScalar or YamlSequence:
                providers.Items(node, file, 0);
                break;
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"'providers' takes a name or a list, and this is {node.Kind}.", node);
                break;
        }

        return providers;
    }

    /// <summary>The names of the providers that <paramref name="prompt"/> runs on, in the config's order.</summary>
    public IReadOnlyList<string> For(PromptfooPrompt prompt) =>
        [.. _providers.Where(provider => provider.Runs(prompt)).Select(provider => provider.Name)];

    /// <summary>The names of the providers that a case's <c>providers</c> mean; null where one of them means none, which is reported.</summary>
    public IReadOnlyList<string> Meant(IReadOnlyList<string> asked, FileReading file, YamlNode at)
    {
        List<string> meant = [];
        foreach (string name in asked)
        {
            string[] found = [.. _providers.Where(provider => provider.IsMeantBy(name)).Select(provider => provider.Name)];
            if (found.Length == 0)
            {
                file.Error(
                    DiagnosticCodes.HiddenChecks,
                    $"The case names no provider of this config ('{name}'), so it would never run there. {NearestName.Hint(name, [.. _providers.Select(provider => provider.Name)])}",
                    at);
            }

            meant.AddRange(found);
        }

        return meant;
    }

    /// <summary>The name of the provider that answers a case in place of the config's.</summary>
    public string? ForCase(YamlNode node, FileReading file)
    {
        node = _environment.Fill(node);
        if (node is not YamlScalar and not YamlMapping || node is YamlMapping mapping && mapping.Find("id") is null)
        {
            file.Error(DiagnosticCodes.InvalidValue, $"A case's 'provider' is a name or a mapping with an 'id', and this is {node.Kind}.", node);
            return null;
        }

        lock (_gate)
        {
            if (node is YamlScalar scalar)
            {
                return Settings.Find(known => known.Name == scalar.Text)?.Name ?? Add(scalar.Text, null, null, scalar.In(file.Path), isOfCase: true).Name;
            }

            MappingReader reader = new((YamlMapping)node, file);
            (string, string) written = (file.Folder, YamlJson.ToJson(node, file.Path).GetRawText());
            if (!_ofCases.TryGetValue(written, out string? name))
            {
                return _ofCases[written] = Object(reader, null, isOfCase: true).Name;
            }

            KeyPolicy.Promptfoo.Check(reader, "A provider", s_keys);
            return name;
        }
    }

    /// <summary>Reports every provider whose <c>prompts</c> mean no prompt: nothing would run on it.</summary>
    public void RefuseUnknownPrompts(IReadOnlyList<PromptfooPrompt> prompts, FileReading file)
    {
        string[] known = [.. prompts.Select(prompt => prompt.Label).Distinct(StringComparer.Ordinal)];
        foreach (PromptfooProvider provider in _providers.Where(provider => provider.Prompts is not null && !prompts.Any(provider.Runs)))
        {
            file.Report(new(
                DiagnosticCodes.HiddenChecks,
                DiagnosticSeverity.Error,
                $"Provider '{provider.Name}' names no prompt of this config ({string.Join(", ", provider.Prompts!)}), so nothing would run on it. {NearestName.Hint(provider.Prompts is [var first, ..] ? first : "", known)}",
                provider.Location));
        }
    }

    void Items(YamlNode node, FileReading file, int depth)
    {
        switch (node)
        {
            case YamlSequence sequence:
                foreach (YamlNode item in sequence.Items)
                {
                    Items(item, file, depth);
                }

                break;
            case YamlScalar scalar when DataFile.Is(scalar):
                if (depth == MostNested)
                {
                    file.Error(DiagnosticCodes.LimitExceeded, $"Files of providers name one another more than {MostNested} deep.", scalar);
                }
                else if (DataFile.Read(scalar, file, _reached) is { } read)
                {
                    if (read.Root is { } root)
                    {
                        Items(_environment.Fill(root), read.Reading, depth + 1);
                    }

                    read.Reading.CopyTo(file);
                }

                break;
            case var written when IsTwin(written, file):
                break;
            case YamlScalar scalar:
                Column(Add(scalar.Text, null, null, scalar.In(file.Path), isOfCase: false), scalar.Text, null, null);
                break;
            case YamlMapping mapping when mapping.Find("id") is not null:
                Column(new(mapping, file), null);
                break;
            case YamlMapping { Entries: [{ Value: YamlMapping options } entry] }:
                Column(new(options, file), entry.Key.Text);
                break;
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"A provider is a name or a mapping with an 'id', and this is {node.Kind}.", node);
                break;
        }
    }

    // As in promptfoo: what is written twice in the same words runs once.
    bool IsTwin(YamlNode node, FileReading file) => !_columns.Add(YamlJson.ToJson(node, file.Path).GetRawText());

    void Column(MappingReader reader, string? id)
    {
        ProviderSettings settings = Object(reader, id, isOfCase: false);
        Column(settings, reader.Text("id") ?? id ?? "", reader.Text("label"), reader.Node("prompts") is null ? null : reader.Texts("prompts"));
    }

    void Column(ProviderSettings settings, string id, string? label, IReadOnlyList<string>? prompts) =>
        _providers.Add(new(settings.Name, id, label, prompts, settings.Location!));

    ProviderSettings Object(MappingReader reader, string? id, bool isOfCase)
    {
        KeyPolicy.Promptfoo.Check(reader, "A provider", s_keys);
        reader = new((YamlMapping)_environment.Fill(reader.Mapping, Environment(reader.Child("env"))), reader.File);
        return Add(reader.Text("id") ?? id ?? "", reader.Text("label"), reader, reader.Location, isOfCase);
    }

    // As in promptfoo, code is told neither the label of a case's provider nor what the config says under 'env'.
    ProviderSettings Add(string id, string? label, MappingReader? reader, SourceLocation location, bool isOfCase)
    {
        // An address may hold a key of the environment, which no report shows. Twins (one model with two configurations and no label) keep apart by a number.
        string shown = Secrets.TakenOutOf(label ?? id, _environment.Own);
        string name = shown;
        for (int twin = 2; Settings.Exists(provider => provider.Name == name); twin++)
        {
            name = $"{shown}#{twin}";
        }

        ModelId? model = ModelId.Parse(id);
        bool isModel = model?.Model is not null;
        MappingReader? config = reader?.Child("config");
        if (config?.Entry("apiKey") is { } key)
        {
            config.File.Warn(DiagnosticCodes.PartIgnored, "'apiKey' is passed over: a key does not belong in a file. Write apiKeyEnvar with the name of the environment variable that holds it.", key.Key);
        }

        ProviderSettings settings = new()
        {
            Name = name,
            Identity = new(id, isOfCase ? "" : label ?? ""),
            Type = id,
            Model = isModel ? model!.Model : null,
            InputUsdPer1M = PerMillion(config, "inputCost"),
            OutputUsdPer1M = PerMillion(config, "outputCost"),
            Parameters = config is null ? null : YamlJson.ToJson(Parameters(config, isModel, id), config.File.Path),
            Transform = reader?.Text("transform") is { } transform ? CodePath.Absolute(transform, reader.File.Folder) : null,
            Delay = reader?.Number("delay", 0, 3_600_000) is { } delay ? TimeSpan.FromMilliseconds(delay) : null,
            Environment = isOfCase ? Environment(reader?.Child("env")) : Merged(_environment.Own, Environment(reader?.Child("env"))),
            EnvironmentOfFiles = _environment.OfFiles,
            Location = location,
        };
        if (isModel && config is not null)
        {
            settings = ModelConfig.Read(settings, model!, config);
        }

        Settings.Add(settings);
        return settings;
    }

    static Dictionary<string, string> Environment(MappingReader? reader) =>
        (reader?.Mapping.Entries ?? []).Where(entry => entry.Value is YamlScalar { Type: not YamlScalarType.Null })
            .ToDictionary(entry => entry.Key.Text, entry => ((YamlScalar)entry.Value).Text, StringComparer.Ordinal);

    static IReadOnlyDictionary<string, string> Merged(IReadOnlyDictionary<string, string> config, Dictionary<string, string> own)
    {
        if (own.Count == 0)
        {
            return config;
        }

        Dictionary<string, string> all = new(config, StringComparer.Ordinal);
        foreach ((string name, string value) in own)
        {
            all[name] = value;
        }

        return all;
    }

    // promptfoo prices one token, we a million of them.
    static decimal? PerMillion(MappingReader? config, string key) => (config?.Money(key) ?? config?.Money("cost")) * 1_000_000m;

    YamlMapping Parameters(MappingReader config, bool isModel, string id)
    {
        YamlMapping sent = new([.. config.Mapping.Entries.Where(entry => isModel ? !ModelConfig.IsOfOthers(entry.Key.Text) : entry.Key.Text != "apiKey")], config.Mapping.Line, config.Mapping.Column);
        bool isPython = id.StartsWith("python:", StringComparison.Ordinal) || CodeReference.TryParse(id, "/", null)?.Language == CodeLanguage.Python;
        return isModel || isPython ? new ProviderFiles(config.File, _reached, isModel).Fill(sent) : sent;
    }
}
