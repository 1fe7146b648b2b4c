using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Providers.Models.Calls;

namespace Ptm.Engine.Providers.Models.Google;

/// <summary>Access tokens for Google Cloud from a file of credentials, of a user or of a service account. One is asked for when it is needed, and kept until it ends.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as its provider, which lives as long as the process.")]
internal sealed class GoogleToken : RequestAuthorization
{
    const string DefaultTokenAddress = "https://oauth2.googleapis.com/token";
    const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    static readonly TimeSpan s_margin = TimeSpan.FromMinutes(1);
    static readonly HttpClient s_client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };

    readonly string _provider;
    readonly string _path;
    readonly JsonElement _credentials;
    readonly SecretTexts _secrets;
    readonly TimeProvider _time;
    readonly SemaphoreSlim _asking = new(1);
    (string Token, DateTimeOffset End)? _held;

    /// <exception cref="PtmException">The file cannot be read, or holds no credentials of a user or service account.</exception>
    public GoogleToken(string provider, string path, SecretTexts secrets, TimeProvider time)
    {
        (_provider, _path, _secrets, _time) = (provider, path, secrets, time);
        try
        {
            _credentials = JsonElement.Parse(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{provider}': the credentials in {path} cannot be read: {failure.GetType().Name}.");
        }

        if (_credentials.Text("type") is not ("authorized_user" or "service_account"))
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{provider}': {path} holds credentials of the type '{_credentials.Text("type")}'; only authorized_user and service_account are read. Give an access token instead: VERTEX_ACCESS_TOKEN=$(gcloud auth print-access-token).");
        }

        foreach (string name in (string[])["client_secret", "refresh_token", "private_key"])
        {
            secrets.Add(_credentials.Text(name));
        }
    }

    /// <summary>The project that the file names; null for none.</summary>
    public string? Project => _credentials.Text("project_id") ?? _credentials.Text("quota_project_id");

    public override async ValueTask ApplyAsync(HttpRequestMessage message, byte[] body, CancellationToken cancellationToken) =>
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(cancellationToken).ConfigureAwait(false));

    async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_held is { } held && _time.GetUtcNow() < held.End - s_margin)
            {
                return held.Token;
            }

            (string token, TimeSpan lasts) = await AskAsync(cancellationToken).ConfigureAwait(false);
            _secrets.Add(token);
            _held = (token, _time.GetUtcNow() + lasts);
            return token;
        }
        finally
        {
            _asking.Release();
        }
    }

    async Task<(string Token, TimeSpan Lasts)> AskAsync(CancellationToken cancellationToken)
    {
        Uri address = new(_credentials.Text("token_uri") ?? DefaultTokenAddress);
        Dictionary<string, string> form = _credentials.Text("type") == "authorized_user"
            ? new(StringComparer.Ordinal)
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = _credentials.Text("client_id") ?? "",
                ["client_secret"] = _credentials.Text("client_secret") ?? "",
                ["refresh_token"] = _credentials.Text("refresh_token") ?? "",
            }
            : new(StringComparer.Ordinal) { ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer", ["assertion"] = Assertion(address) };
        try
        {
            using FormUrlEncodedContent content = new(form);
            using HttpResponseMessage response = await s_client.PostAsync(address, content, cancellationToken).ConfigureAwait(false);
            string body = await AnswerBody.ReadTextAsync(response, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode && AnswerBody.Parse(body) is { } answer && answer.Text("access_token") is { } token
                ? (token, TimeSpan.FromSeconds(answer.Number("expires_in") ?? 3_600))
                : throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{_provider}': {address.GetLeftPart(UriPartial.Path)} gave no access token for {_path}: {(int)response.StatusCode} {Grading.Quote.Cut(_secrets.TakenOutOf(body))}");
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException || (thrown is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{_provider}': {address.GetLeftPart(UriPartial.Path)} gave no access token for {_path}: {thrown.GetBaseException().Message}");
        }
    }

    // RFC 7523: a claim, signed with the service account's key.
    string Assertion(Uri audience)
    {
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        string claim = string.Join('.', Encoded(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = _credentials.Text("private_key_id") }), Encoded(new JsonObject
        {
            ["iss"] = _credentials.Text("client_email"),
            ["scope"] = Scope,
            ["aud"] = audience.ToString(),
            ["iat"] = now,
            ["exp"] = now + 3_600,
        }));
        try
        {
            using RSA key = RSA.Create();
            key.ImportFromPem(_credentials.Text("private_key") ?? "");
            return string.Create(CultureInfo.InvariantCulture, $"{claim}.{Base64Url(key.SignData(Encoding.ASCII.GetBytes(claim), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}");
        }
        catch (Exception invalid) when (invalid is ArgumentException or CryptographicException)
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{_provider}': the private key in {_path} cannot be used.");
        }
    }

    static string Encoded(JsonObject json) => Base64Url(JsonBody.Write(json));

    static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
