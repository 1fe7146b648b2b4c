namespace Ptm.Server.Tokens;

/// <summary>A new token, the only time that it is told.</summary>
internal sealed class IssuedToken(StoredToken token, string plain)
{
    public StoredToken Token => token;

    /// <summary>The whole token, as a client sends it.</summary>
    public string Plain => plain;

    // Whatever prints an object by the way prints no secret.
    public override string ToString() => $"token {token.Principal.TokenId}";
}
