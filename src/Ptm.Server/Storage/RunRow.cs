using Microsoft.Data.Sqlite;

namespace Ptm.Server.Storage;

/// <summary>A run's row.</summary>
internal static class RunRow
{
    public const string Columns = "run_key, label, owner, team, scope, state, case_count, started_at, ended_at, summary, error, idempotency_key, amends";

    /// <summary>Reads a row of <see cref="Columns"/>.</summary>
    public static StoredRun Read(SqliteDataReader row) => new()
    {
        RunKey = row.GetString(0),
        Label = row.TextOrNull(1),
        Ownership = row.Ownership(2),
        State = SqliteRow.StateOf(row.GetString(5)),
        CaseCount = row.GetInt32(6),
        StartedAt = row.Time(7),
        EndedAt = row.TimeOrNull(8),
        Summary = StoredJson.Read<RunSummary>(row.Bytes(9)),
        Error = row.TextOrNull(10),
        IdempotencyKey = row.TextOrNull(11),
        Amends = row.TextOrNull(12),
    };

    public static StoredRun? Find(SqliteSession session, string runKey) =>
        session.First($"SELECT {Columns} FROM run WHERE run_key = @run", Read, ("@run", runKey));

    /// <summary>Inserts a run, unless its owner has one with its idempotency key: then that is returned.</summary>
    public static StoredRun? Add(SqliteSession session, StoredRun run, int samples)
    {
        StoredRun? earlier = session.First(
            $"SELECT {Columns} FROM run WHERE owner = @owner AND idempotency_key = @key",
            Read,
            ("@owner", run.Ownership.Name),
            ("@key", run.IdempotencyKey));
        if (earlier is not null)
        {
            return earlier;
        }

        bool added = session.Execute(
            """
            INSERT INTO run(run_key, label, owner, team, scope, state, case_count, samples, started_at, ended_at, error, idempotency_key, amends, summary, amended)
            VALUES (@run, @label, @owner, @team, @scope, @state, @cases, @samples, @started, @ended, @error, @key, @amends, @summary, EXISTS (SELECT 1 FROM run WHERE amends = @run))
            ON CONFLICT (run_key) DO NOTHING
            """,
            ("@run", run.RunKey),
            ("@label", run.Label),
            ("@owner", run.Ownership.Name),
            ("@team", run.Ownership.Team),
            ("@scope", run.Ownership.VisibilityScope.Word()),
            ("@state", run.State.Word()),
            ("@cases", run.CaseCount),
            ("@samples", samples),
            ("@started", run.StartedAt.Ticks()),
            ("@ended", run.EndedAt?.Ticks()),
            ("@error", run.Error),
            ("@key", run.IdempotencyKey),
            ("@amends", run.Amends),
            ("@summary", StoredJson.Write(run.Summary))) == 1;
        if (!added)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.Conflict, DiagnosticSeverity.Error, $"There is a run '{run.RunKey}' already."));
        }

        if (run.Amends is not null)
        {
            session.Execute("UPDATE run SET amended = 1 WHERE run_key = @amended", ("@amended", run.Amends));
        }

        return null;
    }
}
