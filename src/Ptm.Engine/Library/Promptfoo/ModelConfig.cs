using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Models;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Reads what of a model's <c>config</c> is no parameter of the request: where the service is, who asks, and what is done with the answer.</summary>
internal static class ModelConfig
{
    static readonly string[] s_keys =
    [
        "apiKey", "apiKeyEnvar", "apiBaseUrl", "apiHost", "apiEndpoint", "endpoint", "apiVersion", "region", "projectId", "profile", "organization", "headers",
        "cost", "inputCost", "outputCost", "stream", "showThinking", "maxRetries", "inferenceProvider",
    ];

    // A key does not belong in a file.
    static readonly string[] s_secrets = ["accessKeyId", "secretAccessKey", "sessionToken", "azureClientId", "azureClientSecret", "azureTenantId", "credentials", "keyFilename"];

    // They do something beside the request that is not done here.
    static readonly string[] s_passedOver =
    [
        "functionToolCallbacks", "functionCallbacks", "mcp", "expressMode", "strictMutualExclusivity", "googleAuthOptions", "scopes", "useAssistantRole", "modelName",
        "azureAuthorityHost", "azureTokenScope", "omitDefaults", "isReasoningModel", "maxToolCalls", "wait_for_model", "use_cache",
    ];

    /// <summary>Whether a key is none of the request's.</summary>
    public static bool IsOfOthers(string key) => s_keys.Contains(key) || s_secrets.Contains(key) || s_passedOver.Contains(key);

    /// <param name="settings">What was read so far.</param>
    /// <param name="id">The model.</param>
    /// <param name="config">The config.</param>
    public static ProviderSettings Read(ProviderSettings settings, ModelId id, MappingReader config)
    {
        foreach (string key in s_secrets.Concat(s_passedOver))
        {
            if (config.Entry(key) is { } entry)
            {
                config.File.Warn(
                    DiagnosticCodes.PartIgnored,
                    s_secrets.Contains(key) ? $"'{key}' is passed over: credentials come from the environment (docs/providers.md)." : $"'{key}' is passed over: a model is asked once and its tool calls are answers, not carried out; its request is what else the config says.",
                    entry.Key);
            }
        }

        string? host = config.Text("apiHost");
        string? model = id.Model;
        if (config.Text("inferenceProvider") is { } inference && model?.Contains(':', StringComparison.Ordinal) == false)
        {
            model = $"{model}:{inference}";
        }

        Dictionary<string, string> environment = new(settings.Environment, StringComparer.Ordinal);
        if (config.Text("profile") is { } profile)
        {
            environment["AWS_PROFILE"] = profile;
        }

        return settings with
        {
            Model = model,
            BaseUrl = config.Text("apiBaseUrl") ?? (id.Kind.Api == ModelApi.Bedrock ? config.Text("endpoint") : null) ?? (host is null ? null : Host(host, id.Kind)),
            Endpoint = config.Text("apiEndpoint"),
            ApiKeyEnv = config.Text("apiKeyEnvar"),
            ApiVersion = config.Text("apiVersion"),
            Region = config.Text("region"),
            Project = config.Text("projectId"),
            Organization = config.Text("organization"),
            Headers = Headers(config.Child("headers")),
            IsStreamed = config.Flag("stream") ?? false,
            ShowsReasoning = config.Flag("showThinking") ?? false,
            MaxRetries = config.Whole("maxRetries", 0),
            Environment = environment.Count > settings.Environment.Count ? environment : settings.Environment,
        };
    }

    /// <summary>Headers, each a text.</summary>
    public static Dictionary<string, string> Headers(MappingReader? reader)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (YamlEntry entry in reader?.Mapping.Entries ?? [])
        {
            if (entry.Value is YamlScalar { Text: var text } && entry.Key.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && text.All(c => c is >= ' ' and <= '~'))
            {
                headers[entry.Key.Text] = text;
            }
            else
            {
                reader!.File.Error(DiagnosticCodes.InvalidValue, $"'{entry.Key.Text}' is no header with a text of printable ASCII.", entry.Key);
            }
        }

        return headers;
    }

    static string Host(string host, ModelKind kind) => $"https://{host}{(kind.Api == ModelApi.OpenAi ? "/v1" : "")}";
}
