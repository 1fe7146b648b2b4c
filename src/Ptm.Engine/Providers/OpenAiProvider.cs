using System.Text.Json;

namespace Ptm.Engine.Providers;

/// <summary>
/// A model behind an OpenAI-compatible API. The key is read and the client library loaded at the first call:
/// a run on recorded answers needs neither.
/// </summary>
internal sealed class OpenAiProvider : IPromptProvider, IDescribedProvider
{
    const string DefaultBaseUrl = "https://api.openai.com/v1";
    const string DefaultKeyVariable = "OPENAI_API_KEY";

    readonly ProviderSettings _settings;
    readonly Uri _baseUrl;
    readonly TimeProvider _time;
    readonly Lock _connecting = new();
    IPromptProvider? _connected;

    /// <exception cref="PtmException">The profile lacks a model, or its address or parameters are invalid (PTM3004).</exception>
    public OpenAiProvider(ProviderSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        Model = settings.Model is { Length: > 0 } model ? model : throw Invalid("has no model; set model, such as gpt-4.1-mini");
        Parameters = ModelRequest.ReadParameters(settings);
        string address = settings.BaseUrl is { Length: > 0 } given ? given : DefaultBaseUrl;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? baseUrl) || (baseUrl.Scheme != Uri.UriSchemeHttps && baseUrl.Scheme != Uri.UriSchemeHttp))
        {
            throw Invalid("has no usable base_url; write an absolute http or https address with its version, such as http://localhost:11434/v1");
        }

        _baseUrl = baseUrl;
    }

    public string Type => "openai";

    public string Model { get; }

    /// <summary>What is sent beside model, messages and tools.</summary>
    public IReadOnlyDictionary<string, JsonElement> Parameters { get; }

    public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Connect().CompleteAsync(request, cancellationToken);
        }
        catch (PtmException invalid)
        {
            return Task.FromException<ModelOutput>(invalid);
        }
    }

    IPromptProvider Connect()
    {
        lock (_connecting)
        {
            return _connected ??= OpenAiConnection.Open(_settings.Name, _baseUrl, ReadKey(), this, new ModelPrices(_settings.InputUsdPer1M, _settings.OutputUsdPer1M), _time);
        }
    }

    ApiKey? ReadKey()
    {
        string variable = _settings.ApiKeyEnv is { Length: > 0 } named ? named : DefaultKeyVariable;
        string? value = _settings.Variable(variable)?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            return _baseUrl.IsLoopback
                ? null
                : throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{_settings.Name}' needs a key: set {variable}.", _settings.Location);
        }

        return value.All(c => c is > ' ' and <= '~')
            ? new ApiKey(value)
            : throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{_settings.Name}' cannot use its key: {variable} holds characters that no HTTP header can carry; set it anew.", _settings.Location);
    }

    PtmException Invalid(string problem) => Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{_settings.Name}' {problem}.", _settings.Location);
}
