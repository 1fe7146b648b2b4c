namespace Ptm;

/// <summary>Which server to talk to, and as whom.</summary>
/// <param name="BaseUrl">The server's address, such as <c>https://ptm.example.com</c>; it may have a path.</param>
/// <param name="Token">Token of a person or of a service account. It is part of no text of this record.</param>
/// <param name="VerifySsl">Whether the server's certificate is checked.</param>
public sealed record PtmConnection(Uri BaseUrl, string Token, bool VerifySsl = true)
{
    /// <summary>Names the server; without it there is none.</summary>
    public const string BaseUrlVariable = "PTM_API_BASE_URL";

    /// <summary>Holds the token.</summary>
    public const string TokenVariable = "PTM_API_TOKEN";

    /// <summary>Whether the server's certificate is checked: <c>true</c>, unless set to <c>false</c>.</summary>
    public const string SslVerifyVariable = "PTM_SSL_VERIFY";

    /// <summary>Reads <c>PTM_API_BASE_URL</c>, <c>PTM_API_TOKEN</c> and <c>PTM_SSL_VERIFY</c>.</summary>
    /// <returns>Null when <c>PTM_API_BASE_URL</c> is not set.</returns>
    /// <exception cref="PtmException">The address is malformed, the token is missing, or a value cannot be read.</exception>
    public static PtmConnection? FromEnvironment()
    {
        string? url = Environment.GetEnvironmentVariable(BaseUrlVariable)?.Trim();
        if (string.IsNullOrEmpty(url))
        {
            return null;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? baseUrl) || FaultOf(baseUrl) is not null)
        {
            // The value is not quoted: whoever puts a password into an address would find it in a log.
            throw Wrong($"{BaseUrlVariable} is {(baseUrl is null ? "no absolute address" : FaultOf(baseUrl))}. It looks like https://ptm.example.com.");
        }

        string? token = Environment.GetEnvironmentVariable(TokenVariable)?.Trim();
        return string.IsNullOrEmpty(token)
            ? throw Wrong($"{BaseUrlVariable} names a server and {TokenVariable} is not set. Set it to a token of that server, or unset {BaseUrlVariable} to work without one.{(baseUrl.IsLoopback ? " A server that has no tokens yet takes any text, such as none." : "")}")
            : IsToken(token)
                ? new(baseUrl, token, ReadSslVerify())
                : throw Wrong($"{TokenVariable} holds white space or characters that no token has.");
    }

    /// <summary>A client of the server.</summary>
    /// <param name="options">How to talk to it; null for the defaults. Its <see cref="PtmClientOptions.VerifySsl"/>, when set, goes before the connection's.</param>
    public PtmClient CreateClient(PtmClientOptions? options = null)
    {
        PtmClientOptions own = (options ?? new()).Checked();
        own.VerifySsl ??= VerifySsl;
        return new(BaseUrl, Token, own);
    }

    /// <summary>The address, without the token.</summary>
    public override string ToString() => $"{BaseUrl.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}{(VerifySsl ? "" : " (certificate not checked)")}";

    internal static bool ReadSslVerify() => Environment.GetEnvironmentVariable(SslVerifyVariable)?.Trim().ToUpperInvariant() switch
    {
        null or "" or "TRUE" or "1" or "YES" or "ON" => true,
        "FALSE" or "0" or "NO" or "OFF" => false,
        _ => throw Wrong($"{SslVerifyVariable} is true or false."),
    };

    internal static bool IsToken(string token) => token.Length > 0 && token.All(character => character is > ' ' and <= '~');

    internal static string? FaultOf(Uri url) =>
        !url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) ? "no http or https address"
        : url.UserInfo.Length > 0 ? "an address with a user or password; the token is all that is sent"
        : url.Query.Length + url.Fragment.Length > 0 ? "an address with a query or fragment"
        : null;

    static PtmException Wrong(string message) => new(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, message));
}
