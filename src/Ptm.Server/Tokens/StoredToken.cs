namespace Ptm.Server.Tokens;

/// <summary>What is known of a token: never its secret.</summary>
/// <param name="Principal">Whom it stands for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When it was last used, late by up to five minutes; null for never.</param>
/// <param name="RevokedAt">When it was revoked; null for one that is good.</param>
internal sealed record StoredToken(TokenPrincipal Principal, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);
