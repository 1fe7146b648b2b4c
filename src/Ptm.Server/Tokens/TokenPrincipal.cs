namespace Ptm.Server.Tokens;

/// <summary>Whom a token stands for.</summary>
/// <param name="TokenId">The token's public id, for logs.</param>
/// <param name="Name">Name of the user or service account.</param>
/// <param name="Team">The team; null for none.</param>
/// <param name="Scope">What is allowed.</param>
/// <param name="IsServiceAccount">True for a service account, false for a user.</param>
internal sealed record TokenPrincipal(string TokenId, string Name, string? Team, TokenScope Scope, bool IsServiceAccount)
{
    /// <summary>Whether <paramref name="needed"/> is allowed.</summary>
    public bool Allows(TokenScope needed) => Scope >= needed;

    public PtmCaller ToCaller() => new() { Name = Name, Team = Team, IsAdmin = Scope == TokenScope.Admin };
}
