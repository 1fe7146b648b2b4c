namespace Ptm.Engine.Stores.Memory;

/// <summary>Counts of requests, as long as the process lives.</summary>
internal sealed class MemoryUsage(TimeProvider time) : IUsageStore
{
    readonly Dictionary<(UsageSubject Subject, string Id), List<DateTimeOffset>> _requests = [];

    public Task AddRequestAsync(UsageSubject subject, string id, string caller, CancellationToken cancellationToken)
    {
        lock (_requests)
        {
            if (!_requests.TryGetValue((subject, id), out List<DateTimeOffset>? times))
            {
                _requests.Add((subject, id), times = []);
            }

            times.Add(time.GetUtcNow());
        }

        return Task.CompletedTask;
    }

    public Task<UsageMetrics> ReadAsync(UsageSubject subject, string id, CancellationToken cancellationToken)
    {
        lock (_requests)
        {
            List<DateTimeOffset> times = _requests.GetValueOrDefault((subject, id)) ?? [];
            DateTimeOffset now = time.GetUtcNow();
            return Task.FromResult(new UsageMetrics
            {
                Lifetime = times.Count,
                Last30Days = times.Count(at => at > now.AddDays(-30)),
                Last7Days = times.Count(at => at > now.AddDays(-7)),
                LastRequestAt = times.Count == 0 ? null : times[^1],
            });
        }
    }

    // Nothing reads what applications tell, and in process nobody else could.
    public Task AddInlineRunAsync(UsageSubject subject, string id, string caller, InlineRun run, CancellationToken cancellationToken) => Task.CompletedTask;
}
