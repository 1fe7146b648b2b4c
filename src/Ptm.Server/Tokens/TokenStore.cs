using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Ptm.Server.Storage;

namespace Ptm.Server.Tokens;

/// <summary>Tokens in the server's database.</summary>
internal sealed class TokenStore(SqliteDatabase database, TimeProvider time)
{
    const string Columns = "id, name, team, scope, is_service_account, created_at, last_used_at, revoked_at";

    // A write for every request would be dear, and nobody asks for the second.
    static readonly TimeSpan s_useIsNoted = TimeSpan.FromMinutes(5);

    // Compared where there is no such token, so that the time taken does not tell whether an id exists.
    static readonly byte[] s_nobody = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    /// <summary>Makes a token.</summary>
    /// <exception cref="PtmException">A name is empty, too long or has control characters (422), or the name is already one of the other kind, user or service account (409).</exception>
    public async Task<IssuedToken> CreateAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        CheckName(request.Name, request.IsServiceAccount ? "service account" : "user");
        if (request.Team is not null)
        {
            CheckName(request.Team, "team");
        }

        (string id, string secret) = TokenText.New();
        byte[] hash = TokenText.Hash(secret);
        StoredToken token = new(new(id, request.Name, request.Team, request.Scope, request.IsServiceAccount), time.GetUtcNow(), null, null);
        await database.WriteAsync(session => Add(session, token, hash), cancellationToken).ConfigureAwait(false);
        return new(token, TokenText.Join(id, secret));
    }

    /// <summary>Lists all tokens, also revoked ones, the newest first.</summary>
    public async Task<IReadOnlyList<StoredToken>> ListAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.Query($"SELECT {Columns} FROM token ORDER BY created_at DESC, id", Read), cancellationToken).ConfigureAwait(false);

    /// <summary>Revokes a token from the next request on.</summary>
    /// <param name="id">The token's public id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when there is none, or it was revoked before.</returns>
    public Task<bool> RevokeAsync(string id, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Execute("UPDATE token SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL", ("@now", time.GetUtcNow().Ticks()), ("@id", id)) == 1,
        cancellationToken);

    /// <summary>Whether a token was ever made, also if it was revoked since: revoking the last one must not open a server to everybody.</summary>
    public Task<bool> AnyAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.First("SELECT 1 FROM token", _ => true), cancellationToken);

    /// <summary>Tells whom a token stands for.</summary>
    /// <returns>Null for a token that is not known, or revoked.</returns>
    public async Task<TokenPrincipal?> AuthenticateAsync(string? token, CancellationToken cancellationToken)
    {
        if (!TokenText.TrySplit(token, out string id, out string secret))
        {
            return null;
        }

        (StoredToken? known, byte[]? hash) = await database.ReadAsync(
            session => session.First($"SELECT {Columns}, secret_hash FROM token WHERE id = @id", row => (Read(row), (byte[]?)row.Bytes(8)), ("@id", id)),
            cancellationToken).ConfigureAwait(false);
        bool equal = CryptographicOperations.FixedTimeEquals(TokenText.Hash(secret), hash ?? s_nobody);
        if (!equal || known is not { RevokedAt: null })
        {
            return null;
        }

        NoteUse(known);
        return known.Principal;
    }

    // Nobody waits for it: a full disk must not keep anybody from reading.
    void NoteUse(StoredToken token)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (token.LastUsedAt is { } last && now - last < s_useIsNoted)
        {
            return;
        }

        database.Post(session => session.Execute(
            "UPDATE token SET last_used_at = @now WHERE id = @id AND (last_used_at IS NULL OR last_used_at <= @before)",
            ("@now", now.Ticks()),
            ("@id", token.Principal.TokenId),
            ("@before", (now - s_useIsNoted).Ticks())));
    }

    static int Add(SqliteSession session, StoredToken token, byte[] hash)
    {
        TokenPrincipal principal = token.Principal;

        // What belongs to whom is decided by the name alone.
        if (session.First("SELECT 1 FROM token WHERE name = @name AND is_service_account <> @service", _ => true, ("@name", principal.Name), ("@service", principal.IsServiceAccount)))
        {
            (string asked, string other) = principal.IsServiceAccount ? ("service account", "user") : ("user", "service account");
            throw new PtmException(new Diagnostic(
                DiagnosticCodes.Conflict,
                DiagnosticSeverity.Error,
                $"'{principal.Name}' is the name of a {other}, and would own its prompts and runs. Choose another name for the {asked}."));
        }

        return session.Execute(
            """
            INSERT INTO token(id, secret_hash, name, team, scope, is_service_account, created_at)
            VALUES (@id, @hash, @name, @team, @scope, @service, @now)
            """,
            ("@id", principal.TokenId),
            ("@hash", hash),
            ("@name", principal.Name),
            ("@team", principal.Team),
            ("@scope", Word(principal.Scope)),
            ("@service", principal.IsServiceAccount),
            ("@now", token.CreatedAt.Ticks()));
    }

    static StoredToken Read(SqliteDataReader row) => new(
        new(row.GetString(0), row.GetString(1), row.TextOrNull(2), ScopeOf(row.GetString(3)), row.GetBoolean(4)),
        row.Time(5),
        row.TimeOrNull(6),
        row.TimeOrNull(7));

    static void CheckName(string name, string kind)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200 || name.Any(char.IsControl))
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, $"The name of a {kind} has 1 to 200 characters, none of them a control character."));
        }

        if (name is "local" or "library")
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, $"'{name}' stands for the owner of what came without a token; take another name."));
        }
    }

    static string Word(TokenScope scope) => scope switch
    {
        TokenScope.Read => "read",
        TokenScope.Run => "run",
        TokenScope.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(scope)),
    };

    static TokenScope ScopeOf(string word) => word switch
    {
        "read" => TokenScope.Read,
        "run" => TokenScope.Run,
        "admin" => TokenScope.Admin,
        _ => throw new InvalidDataException($"There is no scope '{word}' of a token."),
    };
}
