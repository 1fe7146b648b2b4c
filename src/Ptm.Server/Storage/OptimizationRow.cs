using Microsoft.Data.Sqlite;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Optimizing.Stores;

namespace Ptm.Server.Storage;

/// <summary>An optimization's row.</summary>
internal static class OptimizationRow
{
    // One that is open may still look at the held-out cases.
    const string SelectNextLook = "SELECT 1 + count(*) FROM optimization WHERE prompt_id = @prompt_id AND (looked = 1 OR state IN ('queued', 'running'))";

    public const string Columns = """
        optimization_key, prompt_id, prompt_version, owner, team, scope, may_propose, state, created_at, ended_at, error, result_version, idempotency_key, look, limit_nano, spent_nano + open_nano, step_count, fingerprint, continues, unfinished, draw
        """;

    /// <summary>Reads a row of <see cref="Columns"/>.</summary>
    public static StoredOptimization Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        PromptId = row.GetString(1),
        PromptVersion = row.IsDBNull(2) ? null : row.GetInt32(2),
        Ownership = row.Ownership(3),
        MayPropose = row.GetBoolean(6),
        State = SqliteRow.StateOf(row.GetString(7)),
        CreatedAt = row.Time(8),
        EndedAt = row.TimeOrNull(9),
        Error = row.TextOrNull(10),
        ResultVersion = row.IsDBNull(11) ? null : row.GetInt32(11),
        IdempotencyKey = row.TextOrNull(12),
        Look = row.GetInt32(13),
        MaxCostUsd = Nano.ToUsd(row.GetInt64(14)),
        SpentUsd = Nano.ToUsd(row.GetInt64(15)),
        StepCount = row.GetInt32(16),
        Fingerprint = row.TextOrNull(17),
        Continues = row.TextOrNull(18),
        IsUnfinished = row.GetBoolean(19),
        Draw = row.GetInt32(20),
    };

    /// <summary>Which look at the held-out cases of a prompt the next optimization would be, from 1.</summary>
    public static int NextLook(SqliteSession session, string promptId) => session.First(SelectNextLook, row => row.GetInt32(0), ("@prompt_id", promptId));

    public static StoredOptimization? Find(SqliteSession session, string id) => session.First($"SELECT {Columns} FROM optimization WHERE optimization_key = @id", Read, ("@id", id));

    /// <summary>The newest that ended of an owner, a prompt and a fingerprint; null for none.</summary>
    public static StoredOptimization? NewestEnded(SqliteSession session, string promptId, string owner, string fingerprint) => session.First(
        $"""
        SELECT {Columns} FROM optimization
        WHERE owner = @owner AND fingerprint = @fingerprint AND prompt_id = @prompt AND state NOT IN ('queued', 'running') ORDER BY created_at DESC, optimization_key DESC LIMIT 1
        """,
        Read,
        ("@owner", owner),
        ("@fingerprint", fingerprint),
        ("@prompt", promptId));

    /// <summary>Inserts an optimization, unless its owner has one with its idempotency key; returns what is kept.</summary>
    public static StoredOptimization Add(SqliteSession session, StoredOptimization optimization, byte[] settings, byte[] prompt)
    {
        StoredOptimization? earlier = session.First(
            $"SELECT {Columns} FROM optimization WHERE owner = @owner AND idempotency_key = @key",
            Read,
            ("@owner", optimization.Ownership.Name),
            ("@key", optimization.IdempotencyKey));
        if (earlier is not null)
        {
            return earlier;
        }

        session.Execute(
            $"""
            INSERT INTO optimization(optimization_key, prompt_id, prompt_version, owner, team, scope, may_propose, state, created_at, idempotency_key, limit_nano, settings, prompt, fingerprint, continues, draw, look)
            VALUES (@id, @prompt_id, @version, @owner, @team, @scope, @may_propose, 'queued', @created, @key, @limit, @settings, @prompt, @fingerprint, @continues, @draw,
                ({SelectNextLook}))
            """,
            ("@id", optimization.Id),
            ("@prompt_id", optimization.PromptId),
            ("@version", optimization.PromptVersion),
            ("@owner", optimization.Ownership.Name),
            ("@team", optimization.Ownership.Team),
            ("@scope", optimization.Ownership.VisibilityScope.Word()),
            ("@may_propose", optimization.MayPropose ? 1 : 0),
            ("@created", optimization.CreatedAt.Ticks()),
            ("@key", optimization.IdempotencyKey),
            ("@limit", Nano.Of(optimization.MaxCostUsd)),
            ("@settings", settings),
            ("@prompt", prompt),
            ("@fingerprint", optimization.Fingerprint),
            ("@continues", optimization.Continues),
            ("@draw", optimization.Draw));
        return Find(session, optimization.Id)!;
    }
}
