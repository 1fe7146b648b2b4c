using System.Net;
using Microsoft.AspNetCore.Http;
using Ptm.Server.Tokens;

namespace Ptm.Server.Http;

/// <summary>Tells who asks. As long as no token was ever made, everybody on this machine is its owner, and nobody else gets in.</summary>
internal sealed class Authentication(TokenStore tokens)
{
    const string Scheme = "Bearer ";

    volatile bool _closed;

    /// <exception cref="PtmException">There is no good token (401), or it does not allow <paramref name="needed"/> (403).</exception>
    public async Task<PtmCaller> IdentifyAsync(HttpContext context, TokenScope needed)
    {
        if (!await IsClosedAsync(context.RequestAborted).ConfigureAwait(false))
        {
            RefuseStrangers(context);
            return PtmCaller.Local;
        }

        string? header = context.Request.Headers.Authorization;
        string? token = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
        TokenPrincipal principal = await tokens.AuthenticateAsync(token, context.RequestAborted).ConfigureAwait(false)
            ?? throw Refusal.Of(
                StatusCodes.Status401Unauthorized,
                DiagnosticCodes.Forbidden,
                header is null ? "A token is needed: send it as 'Authorization: Bearer …'. 'ptm token create' makes one." : "The token is unknown or was revoked. 'ptm token create' makes one.");
        return principal.Allows(needed)
            ? principal.ToCaller()
            : throw Refusal.Of(StatusCodes.Status403Forbidden, DiagnosticCodes.Forbidden, $"The token's scope is {Name(principal.Scope)}, and this needs {Name(needed)}.");
    }

    /// <summary>Whether a token is needed. Once one was made it stays so, also when the last is revoked.</summary>
    public async Task<bool> IsClosedAsync(CancellationToken cancellationToken)
    {
        if (!_closed)
        {
            _closed = await tokens.AnyAsync(cancellationToken).ConfigureAwait(false);
        }

        return _closed;
    }

    // Without a token, a page in this machine's browser must not get in under another name of this address.
    static void RefuseStrangers(HttpContext context)
    {
        bool isHere = context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);
        string? origin = context.Request.Headers.Origin;
        bool isPageOfElsewhere = !string.IsNullOrEmpty(origin) && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && page.IsLoopback);
        if (!isHere || !IsThisMachine(context.Request.Host.Host) || isPageOfElsewhere)
        {
            throw Refusal.Of(StatusCodes.Status403Forbidden, DiagnosticCodes.Forbidden, "This server has no tokens, so it answers this machine alone. 'ptm token create' makes one.");
        }
    }

    static bool IsThisMachine(string host) => host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    static string Name(TokenScope scope) => scope switch { TokenScope.Read => "read", TokenScope.Run => "run", _ => "admin" };
}
