using System.Text.Json;

namespace Ptm.Engine.Providers;

/// <summary>A provider profile as a file wrote it.</summary>
internal sealed record ProviderSettings
{
    public required string Name { get; init; }

    /// <summary>The kind (<c>openai</c>, <c>echo</c>, <c>method</c>), or a promptfoo id such as <c>openai:chat:gpt-4.1-mini</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What code is told of the provider; null for its name alone.</summary>
    public ProviderIdentity? Identity { get; init; }

    public string? Model { get; init; }

    /// <summary>Address of an OpenAI-compatible API up to and with its version, such as <c>http://localhost:11434/v1</c>; null for OpenAI's own.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Name of the environment variable that holds the key; null for <c>OPENAI_API_KEY</c>.</summary>
    public string? ApiKeyEnv { get; init; }

    public decimal? InputUsdPer1M { get; init; }

    public decimal? OutputUsdPer1M { get; init; }

    /// <summary>A JSON object whose members are sent to the model as they are.</summary>
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
        Environment.GetValueOrDefault(name) ?? EnvironmentOfFiles.GetValueOrDefault(name) ?? System.Environment.GetEnvironmentVariable(name);

    /// <summary>Code over the answer, before the case's own: an expression of <c>output</c>, or a file of code by its absolute path; null for none.</summary>
    public string? Transform { get; init; }

    /// <summary>How long to wait after each call; null for not at all.</summary>
    public TimeSpan? Delay { get; init; }

    public SourceLocation? Location { get; init; }

    /// <summary>Whether the name alone says it all, as a promptfoo id does, so that any other process knows the provider too.</summary>
    public bool IsPlain =>
        (Name == Type || Name == $"openai:{Model}" || Name == $"openai:chat:{Model}")
        && (BaseUrl ?? ApiKeyEnv) is null && InputUsdPer1M is null && OutputUsdPer1M is null && Parameters is null && Transform is null && Delay is null && Environment.Count == 0 && EnvironmentOfFiles.Count == 0 && MaxConcurrency is null && TimeoutSeconds is null;
}
