using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Ptm.Engine.Providers.Models.Bedrock;
using Ptm.Engine.Providers.Models.Calls;
using Ptm.Engine.Providers.Models.Google;

namespace Ptm.Engine.Providers.Models;

/// <summary>Where a service is and who asks it: everything about a call that no recorded answer depends on. Keys are read here, at the first call.</summary>
internal sealed partial class ModelConnection
{
    const string AzureVersion = "2024-12-01-preview";
    const string AzureResponsesVersion = "preview";
    const string DefaultRegion = "us-east-1";
    const string DefaultLocation = "us-central1";

    readonly ProviderSettings _settings;
    readonly ModelId _id;
    readonly string _model;
    readonly Uri _base;
    readonly RequestAuthorization _authorization;

    /// <exception cref="PtmException">The address, a key or credentials are missing or cannot be used (PTM4001).</exception>
    public ModelConnection(ProviderSettings settings, ModelId id, string model, TimeProvider time)
    {
        (_settings, _id, _model) = (settings, id, model);
        (_base, _authorization) = id.Kind.Api switch
        {
            ModelApi.Vertex => Vertex(time),
            ModelApi.Bedrock => Bedrock(time),
            ModelApi.Azure => (Azure(), new KeyHeader("api-key", "", Key(Azure()))),
            ModelApi.Google when Address(settings, id.Kind) is { } address => (address, new KeyHeader("x-goog-api-key", "", Key(address))),
            ModelApi.Anthropic when Address(settings, id.Kind) is { } address => (address, new KeyHeader("x-api-key", "", Key(address))),
            _ when Address(settings, id.Kind) is { } address => (address, new KeyHeader("Authorization", "Bearer ", Key(address))),
            _ => throw Failed($"has no address; set base_url, or {string.Join(" or ", id.Kind.BaseUrlVariables)}"),
        };
        Secrets.AddOf(_base);
        foreach ((string name, string value) in settings.Headers)
        {
            Secrets.Add(ProfileKeys.InHeader(name, value));
        }
    }

    public SecretTexts Secrets { get; } = new();

    /// <summary>The address that a profile or the environment gives a service; null where neither does and it has none of its own.</summary>
    /// <exception cref="PtmException">It is no http or https address (PTM3004).</exception>
    public static Uri? Address(ProviderSettings settings, ModelKind kind)
    {
        string? written = settings.Endpoint is { Length: > 0 } endpoint ? endpoint
            : settings.BaseUrl is { Length: > 0 } given ? given
            : kind.BaseUrlVariables.Select(settings.Variable).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))?.Trim() is { } set ? set.Contains("://", StringComparison.Ordinal) ? set : "https://" + set
            : kind.BaseUrl is { Length: > 0 } own ? own
            : null;
        return written is null ? null
            : Uri.TryCreate(written, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) ? address
            : throw Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{settings.Name}' has no usable base_url; write an absolute http or https address with its version, such as http://localhost:8000/v1.", settings.Location);
    }

    /// <summary>Whether the address is that of the service itself, and not of another that speaks its language. Azure's, Vertex' and Bedrock's are each resource's own.</summary>
    public static bool IsItself(ProviderSettings settings, ModelKind kind) => Address(settings, kind) is not { } address
        || (kind.Api == ModelApi.Azure && !address.IsLoopback)
        || (Uri.TryCreate(kind.BaseUrl, UriKind.Absolute, out Uri? own) && own.Host == address.Host && kind.NeedsKey)
        || ((kind.Api is ModelApi.Vertex && address.Host.EndsWith(".googleapis.com", StringComparison.Ordinal)) || (kind.Api is ModelApi.Bedrock && address.Host.EndsWith(".amazonaws.com", StringComparison.Ordinal)));

    /// <summary>The value of the variable that holds the key; null where there is none.</summary>
    public static string? KeyOf(ProviderSettings settings, ModelKind kind)
    {
        IEnumerable<string> variables = settings.ApiKeyEnv is { Length: > 0 } named ? [named] : kind.KeyVariables;
        return variables.Select(settings.Variable).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))?.Trim();
    }

    public async ValueTask<HttpRequestMessage> MessageAsync(WireRequest request, CancellationToken cancellationToken)
    {
        HttpRequestMessage message = new(HttpMethod.Post, AddressOf(request.Path))
        {
            Content = new ByteArrayContent(request.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        foreach ((string name, string value) in request.Headers.Concat(_settings.Headers))
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (_settings.Organization is { Length: > 0 } organization)
        {
            message.Headers.TryAddWithoutValidation("OpenAI-Organization", organization);
        }

        await _authorization.ApplyAsync(message, request.Body, cancellationToken).ConfigureAwait(false);
        return message;
    }

    Uri AddressOf(string path)
    {
        if (_settings.Endpoint is { Length: > 0 })
        {
            return _base;
        }

        string[] parts = path.Split('?', 2);
        UriBuilder address = new(_base) { UserName = "", Password = "" };
        address.Path = Prefix(address.Path.TrimEnd('/')) + "/" + parts[0];
        string query = string.Join('&', new[] { _base.Query.TrimStart('?'), parts.Length > 1 ? parts[1] : "", AzureQuery() }.Where(part => part.Length > 0));
        address.Query = query;
        return address.Uri;
    }

    // Addresses are written with a version or without it, as each service's own libraries have it.
    string Prefix(string path) => _id.Kind.Api switch
    {
        ModelApi.Anthropic => TrimmedEnd(path, "/v1"),
        ModelApi.Ollama => TrimmedEnd(TrimmedEnd(path, "/v1"), "/api"),
        ModelApi.Google when !VersionAtEnd().IsMatch(path) => path + "/v1beta",
        ModelApi.Azure when path.Contains("/openai", StringComparison.Ordinal) => path,
        ModelApi.Azure when _id.Task == ModelTask.Responses => path + "/openai/v1",
        ModelApi.Azure => $"{path}/openai/deployments/{Uri.EscapeDataString(_model)}",
        _ => path,
    };

    string AzureQuery() => _id.Kind.Api != ModelApi.Azure ? ""
        : _settings.ApiVersion is { Length: > 0 } version ? $"api-version={Uri.EscapeDataString(version)}"
        : _base.AbsolutePath.Contains("/openai", StringComparison.Ordinal) ? ""
        : $"api-version={(_id.Task == ModelTask.Responses ? AzureResponsesVersion : AzureVersion)}";

    static string TrimmedEnd(string path, string end) => path.EndsWith(end, StringComparison.Ordinal) ? path[..^end.Length] : path;

    Uri Azure() => Address(_settings, _id.Kind) ?? throw Failed("has no address; set base_url to that of the resource, such as https://NAME.openai.azure.com, or AZURE_API_BASE_URL");

    (Uri Address, RequestAuthorization Authorization) Vertex(TimeProvider time)
    {
        string? key = KeyOf(_settings, _id.Kind);
        string? project = First(_settings.Project, "VERTEX_PROJECT_ID", "GOOGLE_CLOUD_PROJECT", "GOOGLE_PROJECT_ID");
        string location = First(_settings.Region, "VERTEX_REGION", "GOOGLE_CLOUD_LOCATION", "GOOGLE_LOCATION") ?? DefaultLocation;
        RequestAuthorization authorization;
        if (First(null, "VERTEX_ACCESS_TOKEN", "GOOGLE_OAUTH_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN") is { } token)
        {
            authorization = new KeyHeader("Authorization", "Bearer ", Usable(token, "VERTEX_ACCESS_TOKEN"));
        }
        else if (key is null)
        {
            GoogleToken file = new(_settings.Name, CredentialFile(), Secrets, time);
            (authorization, project) = (file, project ?? file.Project);
        }
        else
        {
            authorization = new KeyHeader("x-goog-api-key", "", Usable(key, _settings.ApiKeyEnv ?? _id.Kind.KeyVariables[0]));
        }

        // With a key alone (express mode) an address names neither project nor region.
        string publisher = _model.StartsWith("claude", StringComparison.Ordinal) ? "anthropic" : "google";
        string host = Address(_settings, _id.Kind)?.ToString().TrimEnd('/') ?? (key is not null || location == "global" ? "https://aiplatform.googleapis.com" : $"https://{location}-aiplatform.googleapis.com");
        string below = project is not null ? $"/v1/projects/{Uri.EscapeDataString(project)}/locations/{Uri.EscapeDataString(location)}/publishers/{publisher}"
            : key is not null ? $"/v1/publishers/{publisher}"
            : throw Failed("names no project; set project, or GOOGLE_CLOUD_PROJECT");
        return (new(host + below), authorization);
    }

    string CredentialFile()
    {
        string path = First(null, "GOOGLE_APPLICATION_CREDENTIALS") ?? Path.Combine(
            OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData) : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"),
            "gcloud",
            "application_default_credentials.json");
        return File.Exists(path)
            ? path
            : throw Failed("needs credentials: set VERTEX_ACCESS_TOKEN (gcloud auth print-access-token), or VERTEX_API_KEY, or GOOGLE_APPLICATION_CREDENTIALS, or run gcloud auth application-default login");
    }

    (Uri Address, RequestAuthorization Authorization) Bedrock(TimeProvider time)
    {
        string region = First(_settings.Region, "AWS_BEDROCK_REGION", "AWS_REGION", "AWS_DEFAULT_REGION") ?? (_model.StartsWith("arn:", StringComparison.Ordinal) && _model.Split(':') is [_, _, _, { Length: > 0 } own, ..] ? own : DefaultRegion);
        Uri address = Address(_settings, _id.Kind) ?? new($"https://bedrock-runtime.{region}.amazonaws.com");
        if (KeyOf(_settings, _id.Kind) is { } key)
        {
            return (address, new KeyHeader("Authorization", "Bearer ", Usable(key, _settings.ApiKeyEnv ?? _id.Kind.KeyVariables[0])));
        }

        AwsCredentials credentials = AwsCredentials.Find(_settings.Variable)
            ?? throw Failed("needs credentials: set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile in ~/.aws/credentials");
        Secrets.Add(credentials.SecretAccessKey);
        Secrets.Add(credentials.SessionToken);
        return (address, new AwsSignature(credentials, region, time));
    }

    string? Key(Uri address)
    {
        string variable = _settings.ApiKeyEnv is { Length: > 0 } named ? named : _id.Kind.KeyVariables is [var own, ..] ? own : "";
        if (KeyOf(_settings, _id.Kind) is { } key)
        {
            return Usable(key, variable);
        }

        return _id.Kind.NeedsKey && !address.IsLoopback && !_settings.Headers.ContainsKey("Authorization") ? throw Failed($"needs a key: set {variable}{DotEnvHint()}") : null;
    }

    // promptfoo reads that file by itself, and who comes from there expects it.
    string DotEnvHint() =>
        new[] { Environment.CurrentDirectory, Path.GetDirectoryName(_settings.Location?.File) }.Any(folder => folder is { Length: > 0 } && File.Exists(Path.Combine(folder, ".env")))
            ? ". The file .env is not read by itself: 'set -a; . ./.env' in the shell first, or commandLineOptions: { envPath: .env } in a promptfoo config"
            : "";

    string Usable(string key, string variable)
    {
        if (!key.All(c => c is > ' ' and <= '~'))
        {
            throw Failed($"cannot use its key: {variable} holds characters that no HTTP header can carry; set it anew");
        }

        Secrets.Add(key);
        return key;
    }

    string? First(string? written, params ReadOnlySpan<string> variables)
    {
        if (written is { Length: > 0 })
        {
            return written;
        }

        foreach (string variable in variables)
        {
            if (_settings.Variable(variable)?.Trim() is { Length: > 0 } value)
            {
                return value;
            }
        }

        return null;
    }

    PtmException Failed(string problem) => Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{_settings.Name}' {problem}.", _settings.Location);

    [GeneratedRegex(@"/v\d+(alpha|beta)?\d*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionAtEnd();
}
