using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Reads the <c>providers</c> of a promptfoo config: names, objects, and maps from a name to its options.</summary>
internal sealed class PromptfooProviders
{
    static readonly string[] s_keys = ["id", "label", "config", "prompts", "env", "transform", "delay", "inputs", "metadata"];
    static readonly string[] s_configKeys = ["apiKeyEnvar", "apiBaseUrl", "apiHost", "cost", "inputCost", "outputCost"];

    readonly List<(string Name, IReadOnlyList<string> Prompts)> _providers = [];

    public List<ProviderSettings> Settings { get; } = [];

    public static PromptfooProviders Read(YamlNode? node, FileReading file)
    {
        PromptfooProviders providers = new();
        switch (node)
        {
            case null:
                break;
            case YamlScalar scalar:
                providers.Add(scalar.Text, null, null, [], scalar.In(file.Path));
                break;
            case YamlSequence sequence:
                foreach (YamlNode item in sequence.Items)
                {
                    providers.Item(item, file);
                }

                break;
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"'providers' takes a name or a list, and this is {node.Kind}.", node);
                break;
        }

        return providers;
    }

    /// <summary>The names of the providers that <paramref name="prompt"/> runs on, in the config's order.</summary>
    public IReadOnlyList<string> For(PromptfooPrompt prompt) =>
        [.. _providers.Where(provider => provider.Prompts.Count == 0 || provider.Prompts.Any(prompt.Names.Contains)).Select(provider => provider.Name)];

    /// <summary>Reports every provider whose <c>prompts</c> mean no prompt: nothing would run on it.</summary>
    public void RefuseUnknownPrompts(IReadOnlyList<PromptfooPrompt> prompts, FileReading file)
    {
        string[] known = [.. prompts.Select(prompt => prompt.Label).Distinct(StringComparer.Ordinal)];
        for (int index = 0; index < _providers.Count; index++)
        {
            (string name, IReadOnlyList<string> asked) = _providers[index];
            if (asked.Count > 0 && !asked.Any(label => prompts.Any(prompt => prompt.Names.Contains(label))))
            {
                file.Report(new(
                    DiagnosticCodes.HiddenChecks,
                    DiagnosticSeverity.Error,
                    $"Provider '{name}' names no prompt of this config ({string.Join(", ", asked)}), so nothing would run on it. {NearestName.Hint(asked[0], known)}",
                    Settings[index].Location));
            }
        }
    }

    void Item(YamlNode node, FileReading file)
    {
        switch (node)
        {
            case YamlScalar scalar:
                Add(scalar.Text, null, null, [], scalar.In(file.Path));
                break;
            case YamlMapping mapping when mapping.Find("id") is not null:
                Object(new(mapping, file), null);
                break;
            case YamlMapping { Entries: [{ Value: YamlMapping options } entry] }:
                Object(new(options, file), entry.Key.Text);
                break;
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"A provider is a name or a mapping with an 'id', and this is {node.Kind}.", node);
                break;
        }
    }

    void Object(MappingReader reader, string? id)
    {
        KeyPolicy.Promptfoo.Check(reader, "A provider", s_keys);
        foreach (string key in new[] { "transform", "env" })
        {
            if (reader.Node(key) is { } node)
            {
                reader.File.Error(DiagnosticCodes.NotSupportedYet, $"A provider's '{key}' is not supported yet, and its answers would mean something else without it.", node);
            }
        }

        Add(id ?? reader.Text("id") ?? "", reader.Text("label"), reader.Child("config"), reader.Texts("prompts"), reader.Location);
    }

    void Add(string id, string? label, MappingReader? config, IReadOnlyList<string> prompts, SourceLocation location)
    {
        // Twins (one model with two configurations and no label) keep apart by a number.
        string name = label ?? id;
        for (int twin = 2; _providers.Exists(provider => provider.Name == name); twin++)
        {
            name = $"{label ?? id}#{twin}";
        }

        _providers.Add((name, prompts));
        string[] parts = id.Split(':', 3);
        bool isOpenAi = parts is ["openai", _] or ["openai", "chat", _];
        Settings.Add(new()
        {
            Name = name,
            Type = isOpenAi ? "openai" : id,
            Model = isOpenAi ? parts[^1] : null,
            BaseUrl = config?.Text("apiBaseUrl"),
            ApiKeyEnv = config?.Text("apiKeyEnvar"),
            InputUsdPer1M = PerMillion(config, "inputCost"),
            OutputUsdPer1M = PerMillion(config, "outputCost"),
            Parameters = config is null ? null : YamlJson.ToJson(Parameters(config), config.File.Path),
            Location = location,
        });
    }

    // promptfoo prices one token, we a million of them.
    static decimal? PerMillion(MappingReader? config, string key) => (config?.Money(key) ?? config?.Money("cost")) * 1_000_000m;

    static YamlMapping Parameters(MappingReader config) => new(
        [.. config.Mapping.Entries.Where(entry => !s_configKeys.Contains(entry.Key.Text))], config.Mapping.Line, config.Mapping.Column);
}
