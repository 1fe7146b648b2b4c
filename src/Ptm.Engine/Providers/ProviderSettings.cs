using System.Text.Json;
using Ptm.Engine.Code;

namespace Ptm.Engine.Providers;

/// <summary>A provider profile as a file wrote it.</summary>
internal sealed record ProviderSettings
{
    public required string Name { get; init; }

    /// <summary>The kind (<c>openai</c>, <c>anthropic</c>, <c>echo</c>, <c>method</c>), or a promptfoo id such as <c>openai:chat:gpt-4.1-mini</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What code is told of the provider; null for its name alone.</summary>
    public ProviderIdentity? Identity { get; init; }

    public string? Model { get; init; }

    /// <summary>Address of the service, such as <c>http://localhost:8000/v1</c>; null for its own.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Name of the environment variable that holds the key; null for the service's own.</summary>
    public string? ApiKeyEnv { get; init; }

    public decimal? InputUsdPer1M { get; init; }

    public decimal? OutputUsdPer1M { get; init; }

    /// <summary>Price of a million tokens that were read from the provider's cache; null for that of all others.</summary>
    public decimal? CachedInputUsdPer1M { get; init; }

    /// <summary>Version of the API, where it is a parameter of the address as Azure's is; null for the default.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Region of a cloud; null for what the environment says.</summary>
    public string? Region { get; init; }

    /// <summary>Project of a cloud; null for what the environment says.</summary>
    public string? Project { get; init; }

    /// <summary>Organization at the service that pays; null for the key's own.</summary>
    public string? Organization { get; init; }

    /// <summary>Headers that are sent besides the service's own.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether answers come in pieces.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>Whether reasoning that the service tells stands before the answer.</summary>
    public bool ShowsReasoning { get; init; }

    /// <summary>The whole address of the one task that is asked for; null for the service's own below its base address.</summary>
    public string? Endpoint { get; init; }

    /// <summary>How often a request is sent again; null for the default.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>How many requests a minute may begin; null for any number.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>How many tokens a minute may be used; null for any number.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>A JSON object of parameters of the request.</summary>
    public JsonElement? Parameters { get; init; }

    public int? MaxConcurrency { get; init; }

    public double? TimeoutSeconds { get; init; }

    /// <summary>Variables of the environment that its config, and itself in its config, give it besides the process's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Variables of the environment that its config reads from files; <see cref="Environment"/> wins over them, and they over the process's own.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentOfFiles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>All variables that a program of the provider is started with besides the process's own.</summary>
    public IReadOnlyDictionary<string, string> ProgramEnvironment
    {
        get
        {
            if (EnvironmentOfFiles.Count == 0)
            {
                return Environment;
            }

            Dictionary<string, string> all = new(EnvironmentOfFiles, StringComparer.Ordinal);
            foreach ((string name, string value) in Environment)
            {
                all[name] = value;
            }

            return all;
        }
    }

    /// <summary>A variable of the environment as the provider sees it; null where there is none.</summary>
    public string? Variable(string name) =>
        Environment.GetValueOrDefault(name) ?? EnvironmentOfFiles.GetValueOrDefault(name) ?? ReadVariables.Get(name);

    /// <summary>Code over the answer, before the case's own: an expression of <c>output</c>, or a file of code by its absolute path; null for none.</summary>
    public string? Transform { get; init; }

    /// <summary>How long to wait after each call; null for not at all.</summary>
    public TimeSpan? Delay { get; init; }

    public SourceLocation? Location { get; init; }

    /// <summary>Whether the name alone says it all, as a promptfoo id does, so that any other process knows the provider too.</summary>
    public bool IsPlain =>
        (Name == Type || Name == $"openai:{Model}" || Name == $"openai:chat:{Model}")
        && (BaseUrl ?? ApiKeyEnv ?? ApiVersion ?? Region ?? Project ?? Organization ?? Endpoint) is null && Headers.Count == 0 && !IsStreamed && !ShowsReasoning
        && (MaxRetries ?? RequestsPerMinute ?? TokensPerMinute) is null && CachedInputUsdPer1M is null && InputUsdPer1M is null && OutputUsdPer1M is null && Parameters is null && Transform is null && Delay is null && Environment.Count == 0 && EnvironmentOfFiles.Count == 0 && MaxConcurrency is null && TimeoutSeconds is null;
}
