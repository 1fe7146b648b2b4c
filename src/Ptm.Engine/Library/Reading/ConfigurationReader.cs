using Ptm.Engine.Library.Promptfoo;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Models;

namespace Ptm.Engine.Library.Reading;

/// <summary>Reads <c>ptm.yaml</c>.</summary>
internal static class ConfigurationReader
{
    static readonly string[] s_keys = ["prompts", "samples", "providers", "prices", "judge_profile", "judge_samples", "optimization", "cassettes", TemplateSettingsReader.StrictKey, CompatibilityReader.Key];
    static readonly string[] s_providerKeys =
    [
        "type", "model", "base_url", "endpoint", "api_key_env", "api_version", "region", "project", "organization", "headers",
        "input_usd_per_1m", "output_usd_per_1m", "cached_input_usd_per_1m", "parameters", "stream", "show_reasoning",
        "max_concurrency", "requests_per_minute", "tokens_per_minute", "max_retries", "timeout_seconds",
    ];

    static readonly string[] s_types = ["echo", "method", .. ModelKinds.Types];
    static readonly string[] s_modes = ["replay", "auto", "record", "off"];

    /// <summary>What holds in a folder without a <c>ptm.yaml</c>.</summary>
    public static LibraryConfiguration Default(string root) => new() { Root = root, CassettePath = CassettePath(root, null) };

    /// <exception cref="PtmException">The file cannot be read or something in it is wrong; every finding is in it.</exception>
    public static LibraryConfiguration Read(string path)
    {
        string root = Path.GetDirectoryName(path)!;
        YamlNode? node = YamlFile.Read(path);
        if (node is null)
        {
            return Default(root) with { File = path };
        }

        FileReading file = new(path);
        if (node is not YamlMapping mapping)
        {
            file.Error(DiagnosticCodes.InvalidValue, $"ptm.yaml is a mapping with 'prompts', 'providers' and 'cassettes', and this is {node.Kind}.", node);
            file.ThrowIfWrong();
            throw new InvalidOperationException();
        }

        MappingReader reader = new(mapping, file);
        KeyPolicy.Own.Check(reader, "ptm.yaml", s_keys);
        MappingReader? cassettes = reader.Child("cassettes");
        cassettes?.RefuseOtherKeys("'cassettes'", ["path", "mode"]);
        IReadOnlyList<string> prompts = reader.Texts("prompts");
        LibraryConfiguration configuration = new()
        {
            File = path,
            Root = root,
            Prompts = prompts.Count == 0 ? Default(root).Prompts : prompts,
            Providers = [.. Providers(reader)],
            JudgeProfile = reader.Text("judge_profile"),
            JudgeSamples = JudgeReader.Samples(reader),
            Samples = reader.Whole("samples", 1) ?? 1,
            StrictVariables = TemplateSettingsReader.Strict(reader) == true,
            Optimization = OptimizationReader.Read(reader),
            FollowsPromptfoo = CompatibilityReader.Read(reader),
            CassettePath = CassettePath(root, cassettes?.Text("path")),
            CassetteMode = Mode(cassettes),
            PricesPath = reader.Text("prices") is { } prices ? Path.GetFullPath(Path.Combine(root, prices)) : null,
            NamedFiles = Sources.NamedFiles.In(mapping, root),
        };
        file.ThrowIfWrong();
        return configuration;
    }

    static string? Mode(MappingReader? cassettes)
    {
        string? mode = cassettes?.Text("mode");
        if (mode is not null && !s_modes.Contains(mode, StringComparer.OrdinalIgnoreCase))
        {
            cassettes!.File.Error(DiagnosticCodes.InvalidValue, $"'mode' takes {string.Join(", ", s_modes)}, and this is '{mode}'.", cassettes.Node("mode"));
        }

        return mode;
    }

    static string CassettePath(string root, string? path) => Path.GetFullPath(Path.Combine(root, path ?? Path.Combine(".ptm", "cassettes")));

    static IEnumerable<ProviderSettings> Providers(MappingReader reader)
    {
        if (reader.Child("providers") is not { } providers)
        {
            yield break;
        }

        foreach (YamlEntry entry in providers.Mapping.Entries)
        {
            if (providers.Child(entry.Key.Text) is { } profile)
            {
                yield return Provider(entry.Key.Text, profile);
            }
        }
    }

    static ProviderSettings Provider(string name, MappingReader reader)
    {
        reader.RefuseOtherKeys("A provider", s_providerKeys);
        string type = reader.Text("type") ?? "";
        if (!s_types.Contains(type))
        {
            reader.File.Error(
                DiagnosticCodes.InvalidValue,
                type.Length == 0
                    ? $"Provider '{name}' needs a 'type', such as openai, anthropic, ollama or echo. A program of yours is registered in code and needs no entry here."
                    : $"There is no provider type '{type}'. {NearestName.Hint(type, s_types)}",
                reader.Node("type") ?? reader.Mapping);
        }

        return new()
        {
            Name = name,
            Type = type,
            Model = reader.Text("model"),
            BaseUrl = reader.Text("base_url"),
            Endpoint = reader.Text("endpoint"),
            ApiKeyEnv = reader.Text("api_key_env"),
            ApiVersion = reader.Text("api_version"),
            Region = reader.Text("region"),
            Project = reader.Text("project"),
            Organization = reader.Text("organization"),
            Headers = ModelConfig.Headers(reader.Child("headers")),
            InputUsdPer1M = reader.Money("input_usd_per_1m"),
            OutputUsdPer1M = reader.Money("output_usd_per_1m"),
            CachedInputUsdPer1M = reader.Money("cached_input_usd_per_1m"),
            IsStreamed = reader.Flag("stream") ?? false,
            ShowsReasoning = reader.Flag("show_reasoning") ?? false,
            RequestsPerMinute = reader.Whole("requests_per_minute", 1),
            TokensPerMinute = reader.Whole("tokens_per_minute", 1),
            MaxRetries = reader.Whole("max_retries", 0),
            Parameters = reader.Child("parameters") is { } parameters ? YamlJson.ToJson(parameters.Mapping, reader.File.Path) : null,
            MaxConcurrency = reader.Number("max_concurrency", 1, int.MaxValue) is { } limit ? (int)limit : null,
            TimeoutSeconds = reader.Number("timeout_seconds", 0.001),
            Location = reader.Location,
        };
    }
}
