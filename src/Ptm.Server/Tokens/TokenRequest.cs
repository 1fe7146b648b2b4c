namespace Ptm.Server.Tokens;

/// <summary>A token to be made.</summary>
internal sealed record TokenRequest
{
    /// <summary>Name of the user or service account, 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The team, 1 to 200 characters; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>What it allows.</summary>
    /// <value><see cref="TokenScope.Run"/>.</value>
    public TokenScope Scope { get; init; } = TokenScope.Run;

    /// <summary>True for a service account, false for a user.</summary>
    public bool IsServiceAccount { get; init; }
}
