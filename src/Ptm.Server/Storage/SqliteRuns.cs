using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Ptm.Server.Storage;

/// <summary>Runs and their results. A run's count of results is also the sequence of its newest one: results are never taken away.</summary>
internal sealed class SqliteRuns(SqliteDatabase database, TimeProvider time) : IRunStore
{
    const int PageRows = 256;
    const int PageBytes = 4 << 20;

    // What other processes change is found by looking.
    static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(400);

    readonly RunChanges _changes = new();
    readonly RecentSpecs _specs = new();

    public async Task<StoredRun> AddAsync(StoredRun run, RunSpec spec, CancellationToken cancellationToken)
    {
        List<(byte[] Digest, byte[]? Content)> prompts = [];
        foreach (PromptDefinition prompt in spec.Prompts)
        {
            byte[] json = StoredJson.Write(prompt);
            byte[] digest = SHA256.HashData(json);
            bool known = await database.ReadAsync(session => session.First("SELECT 1 FROM run_content WHERE digest = @digest", _ => true, ("@digest", digest)), cancellationToken).ConfigureAwait(false);
            prompts.Add((digest, known ? null : StoredJson.Pack(json)));
        }

        StoredRun? earlier = await database.WriteAsync(
            session =>
            {
                StoredRun? earlier = RunRow.Add(session, run, spec.Samples);
                if (earlier is null)
                {
                    AddSpec(session, run.RunKey, prompts);
                }

                return earlier;
            },
            cancellationToken).ConfigureAwait(false);
        return earlier ?? run;
    }

    public Task<StoredRun?> FindAsync(string runKey, CancellationToken cancellationToken) => database.ReadAsync(session => RunRow.Find(session, runKey), cancellationToken);

    public async Task<IReadOnlyList<StoredRun>> ListAsync(RunQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => RunList.Read(session, query), cancellationToken).ConfigureAwait(false);

    public Task<RunSpec?> ReadSpecAsync(string runKey, CancellationToken cancellationToken) =>
        _specs.GetAsync(runKey, () => ReadStoredSpecAsync(runKey, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<StoredResult> ReadResultsAsync(string runKey, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Page by page: a reader that takes its time holds no connection, and nothing keeps the log from being written back.
        RunPosition? run = await database.ReadAsync(session => RunPosition.Find(session, runKey), cancellationToken).ConfigureAwait(false);
        while (run is not null && after < run.ResultCount)
        {
            long from = after;
            List<(long Sequence, int Index, byte[] Content)> page = await database.ReadAsync(session => ReadPage(session, run, from), cancellationToken).ConfigureAwait(false);
            foreach ((long sequence, int index, byte[] content) in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new(index, StoredJson.Read<CaseResult>(content), sequence);
                after = sequence;
            }
        }
    }

    public async Task<IReadOnlyList<int>> ReadPendingAsync(string runKey, int from, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => ReadPending(session, runKey, from, limit), cancellationToken).ConfigureAwait(false);

    public async Task<int> AddResultsAsync(string runKey, IReadOnlyList<StoredResult> results, CancellationToken cancellationToken)
    {
        (StoredResult Result, byte[] Content)[] rows = [.. results.Select(result => (result, StoredJson.Write(result.Result)))];
        int count = await database.WriteAsync(session => AddResults(session, runKey, rows), cancellationToken).ConfigureAwait(false);
        _changes.Tell(runKey);
        return count;
    }

    public async Task<bool> ClaimAsync(string runKey, string worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool claimed = await database.WriteAsync(
            session => session.Execute(
                """
                UPDATE run SET worker = @worker, leased_until = @until, state = 'running'
                WHERE run_key = @run AND state IN ('queued', 'running') AND (worker IS NULL OR worker = @worker OR leased_until <= @now)
                """,
                ("@worker", worker),
                ("@until", (now + lease).Ticks()),
                ("@run", runKey),
                ("@now", now.Ticks())) == 1,
            cancellationToken).ConfigureAwait(false);
        if (claimed)
        {
            _changes.Tell(runKey);
        }

        return claimed;
    }

    public async Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken)
    {
        long now = time.GetUtcNow().Ticks();
        return await database.ReadAsync(
            session => session.Query(
                "SELECT run_key FROM run WHERE state IN ('queued', 'running') AND (worker IS NULL OR leased_until <= @now) ORDER BY started_at, run_key LIMIT @limit",
                row => row.GetString(0),
                ("@now", now),
                ("@limit", Math.Max(0, limit))),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> EndAsync(string runKey, RunState state, RunSummary summary, string? error, CancellationToken cancellationToken)
    {
        byte[] figures = StoredJson.Write(summary);
        long now = time.GetUtcNow().Ticks();
        bool ended = await database.WriteAsync(
            session => session.Execute(
                "UPDATE run SET state = @state, summary = @summary, error = @error, ended_at = @now WHERE run_key = @run AND state IN ('queued', 'running')",
                ("@state", state.Word()),
                ("@summary", figures),
                ("@error", error),
                ("@now", now),
                ("@run", runKey)) == 1,
            cancellationToken).ConfigureAwait(false);
        _changes.Tell(runKey);
        return ended;
    }

    public async Task WaitForChangeAsync(string runKey, long seen, RunState state, TimeSpan atMost, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            // Taken before looking, so that no change falls between the two.
            Task change = _changes.Next(runKey);
            RunPosition? now = await database.ReadAsync(session => RunPosition.Find(session, runKey), cancellationToken).ConfigureAwait(false);
            if (now is null or { IsOpen: false })
            {
                _changes.Tell(runKey);
                return;
            }

            TimeSpan left = atMost - time.GetElapsedTime(start);
            if (now.ResultCount > seen || now.State != state || left <= TimeSpan.Zero)
            {
                return;
            }

            using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(change, Task.Delay(left < s_look ? left : s_look, time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    static void AddSpec(SqliteSession session, string runKey, List<(byte[] Digest, byte[]? Content)> prompts)
    {
        for (int i = 0; i < prompts.Count; i++)
        {
            if (prompts[i].Content is { } content)
            {
                session.Execute("INSERT INTO run_content(digest, content) VALUES (@digest, @content) ON CONFLICT DO NOTHING", ("@digest", prompts[i].Digest), ("@content", content));
            }

            session.Execute(
                "INSERT INTO run_prompt(run_id, position, digest) SELECT id, @position, @digest FROM run WHERE run_key = @run",
                ("@position", i),
                ("@digest", prompts[i].Digest),
                ("@run", runKey));
        }
    }

    async Task<RunSpec?> ReadStoredSpecAsync(string runKey, CancellationToken cancellationToken)
    {
        int? samples = null;
        List<byte[]> contents = await database.ReadAsync(
            session =>
            {
                samples = session.First<int?>("SELECT samples FROM run WHERE run_key = @run", row => row.GetInt32(0), ("@run", runKey));
                return session.Query(
                    "SELECT content FROM run JOIN run_prompt ON run_id = run.id JOIN run_content USING (digest) WHERE run_key = @run ORDER BY position",
                    row => row.Bytes(0),
                    ("@run", runKey));
            },
            cancellationToken).ConfigureAwait(false);
        return samples is { } number ? new() { Prompts = [.. contents.Select(content => StoredJson.Read<PromptDefinition>(content))], Samples = number } : null;
    }

    static List<(long Sequence, int Index, byte[] Content)> ReadPage(SqliteSession session, RunPosition run, long after)
    {
        List<(long Sequence, int Index, byte[] Content)> page = [];
        long bytes = 0;
        session.Read(
            "SELECT sequence, case_index, content FROM result WHERE run_id = @run AND sequence > @after AND sequence <= @last ORDER BY sequence LIMIT @rows",
            row =>
            {
                page.Add((row.GetInt64(0), row.GetInt32(1), row.Bytes(2)));
                bytes += page[^1].Content.Length;
                return bytes < PageBytes;
            },
            ("@run", run.Id),
            ("@after", after),
            ("@last", run.ResultCount),
            ("@rows", PageRows));
        return page;
    }

    static List<int> ReadPending(SqliteSession session, string runKey, int from, int limit)
    {
        List<int> pending = [];
        if (RunPosition.Find(session, runKey) is not { } run || limit <= 0)
        {
            return pending;
        }

        // Walks the index of those that have results, from the first that matters, and notes the gaps.
        int next = from;
        session.Read(
            "SELECT case_index FROM result WHERE run_id = @run AND case_index >= @from ORDER BY case_index",
            row =>
            {
                int done = row.GetInt32(0);
                while (next < done && next < run.CaseCount && pending.Count < limit)
                {
                    pending.Add(next++);
                }

                next = done + 1;
                return pending.Count < limit;
            },
            ("@run", run.Id),
            ("@from", from));
        while (next < run.CaseCount && pending.Count < limit)
        {
            pending.Add(next++);
        }

        return pending;
    }

    int AddResults(SqliteSession session, string runKey, (StoredResult Result, byte[] Content)[] results)
    {
        if (RunPosition.Find(session, runKey) is not { } run)
        {
            return 0;
        }

        RunTally fresh = new();
        int count = run.ResultCount;
        foreach ((StoredResult result, byte[] content) in run.IsOpen ? results : [])
        {
            bool isNew = session.Execute(
                "INSERT INTO result(run_id, case_index, sequence, content) VALUES (@run, @index, @sequence, @content) ON CONFLICT DO NOTHING",
                ("@run", run.Id),
                ("@index", result.Index),
                ("@sequence", count + 1),
                ("@content", content)) == 1;
            if (isNew)
            {
                count++;
                fresh.Add(result.Result);
            }
        }

        if (count > run.ResultCount)
        {
            StoredRun before = RunRow.Find(session, runKey)!;
            RunSummary summary = RunSummaries.Add(before.Summary, fresh.ToSummary(TimeSpan.Zero), time.GetUtcNow() - before.StartedAt);
            session.Execute("UPDATE run SET result_count = @count, summary = @summary WHERE id = @run", ("@count", count), ("@summary", StoredJson.Write(summary)), ("@run", run.Id));
        }

        return count;
    }
}
