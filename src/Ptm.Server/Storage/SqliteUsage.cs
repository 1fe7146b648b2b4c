using System.Text.Json;

namespace Ptm.Server.Storage;

/// <summary>Counts of requests for contents, and what applications tell of their own runs.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
/// <param name="metricsEnabled">The setting <c>inline_usage_metrics_enabled</c>: off, requests are kept and not told.</param>
internal sealed class SqliteUsage(SqliteDatabase database, TimeProvider time, bool metricsEnabled = true) : IUsageStore
{
    public Task AddRequestAsync(UsageSubject subject, string id, string caller, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        return database.WriteAsync(
            session =>
            {
                session.Execute(
                    """
                    INSERT INTO usage(subject, subject_id, lifetime, last_request_at) VALUES (@subject, @id, 1, @now)
                    ON CONFLICT DO UPDATE SET lifetime = lifetime + 1, last_request_at = max(last_request_at, @now)
                    """,
                    ("@subject", subject.Word()),
                    ("@id", id),
                    ("@now", now.Ticks()));
                session.Execute(
                    "DELETE FROM usage_request WHERE subject = @subject AND subject_id = @id AND requested_at <= @month",
                    ("@subject", subject.Word()),
                    ("@id", id),
                    ("@month", now.AddDays(-30).Ticks()));
                return session.Execute(
                    "INSERT INTO usage_request(subject, subject_id, requested_at, caller) VALUES (@subject, @id, @now, @caller)",
                    ("@subject", subject.Word()),
                    ("@id", id),
                    ("@now", now.Ticks()),
                    ("@caller", caller));
            },
            cancellationToken);
    }

    public async Task<UsageMetrics> ReadAsync(UsageSubject subject, string id, CancellationToken cancellationToken)
    {
        if (!metricsEnabled)
        {
            return new();
        }

        DateTimeOffset now = time.GetUtcNow();
        return await database.ReadAsync(
            session => session.First(
                """
                SELECT lifetime, last_request_at, count(requested_at), count(requested_at) FILTER (WHERE requested_at > @week)
                FROM usage LEFT JOIN usage_request AS request
                    ON request.subject = usage.subject AND request.subject_id = usage.subject_id AND requested_at > @month
                WHERE usage.subject = @subject AND usage.subject_id = @id
                GROUP BY lifetime, last_request_at
                """,
                row => new UsageMetrics { Lifetime = row.GetInt64(0), LastRequestAt = row.Time(1), Last30Days = row.GetInt64(2), Last7Days = row.GetInt64(3) },
                ("@subject", subject.Word()),
                ("@id", id),
                ("@week", now.AddDays(-7).Ticks()),
                ("@month", now.AddDays(-30).Ticks())) ?? new() { Lifetime = 0, Last30Days = 0, Last7Days = 0 },
            cancellationToken).ConfigureAwait(false);
    }

    public Task AddInlineRunAsync(UsageSubject subject, string id, string caller, InlineRun run, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.Execute(
                """
                INSERT INTO inline_run(subject, subject_id, caller, recorded_at, provider_label, duration_ms, input_keys, success)
                VALUES (@subject, @id, @caller, @now, @provider, @duration, @keys, @success)
                """,
                ("@subject", subject.Word()),
                ("@id", id),
                ("@caller", caller),
                ("@now", time.GetUtcNow().Ticks()),
                ("@provider", run.ProviderLabel),
                ("@duration", run.DurationMs),
                ("@keys", JsonSerializer.Serialize(run.InputKeys)),
                ("@success", run.Success)),
            cancellationToken);
}
