using System.Text.Json;
using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Journaling;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Optimizing.Stores;

namespace Ptm.Server.Storage;

/// <summary>Optimizations with their steps and calls. What a call may cost is added to what is spent in the statement that looks whether it fits.</summary>
internal sealed class SqliteOptimizations(SqliteDatabase database, TimeProvider time) : IOptimizationStore
{
    // What other processes change is found by looking.
    static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(400);

    readonly RunChanges _changes = new();

    public Task<StoredOptimization> AddAsync(StoredOptimization optimization, OptimizationSpec spec, CancellationToken cancellationToken)
    {
        byte[] settings = JsonSerializer.SerializeToUtf8Bytes(spec.Settings, JournalJson.Default.OptimizationSettings);
        byte[] prompt = StoredJson.Pack(StoredJson.Write(spec.Prompt));
        return database.WriteAsync(session => OptimizationRow.Add(session, optimization, settings, prompt), cancellationToken);
    }

    public async Task<StoredOptimization?> FindUnfinishedAsync(string promptId, string owner, string fingerprint, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => OptimizationRow.NewestEnded(session, promptId, owner, fingerprint), cancellationToken).ConfigureAwait(false) is { IsUnfinished: true } newest ? newest : null;

    public Task<int> NextLookAsync(string promptId, CancellationToken cancellationToken) => database.ReadAsync(session => OptimizationRow.NextLook(session, promptId), cancellationToken);

    public Task<StoredOptimization?> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(session => OptimizationRow.Find(session, id), cancellationToken);

    public async Task<IReadOnlyList<StoredOptimization>> ListAsync(string promptId, CancellationToken cancellationToken) => await database.ReadAsync(
        session => session.Query(
            $"SELECT {OptimizationRow.Columns} FROM optimization WHERE prompt_id = @prompt ORDER BY created_at DESC, optimization_key DESC",
            OptimizationRow.Read,
            ("@prompt", promptId)),
        cancellationToken).ConfigureAwait(false);

    public async Task<OptimizationSpec?> ReadSpecAsync(string id, CancellationToken cancellationToken)
    {
        (byte[] Settings, byte[] Prompt, int Look, int Draw)? row = await database.ReadAsync(
            session => session.First<(byte[], byte[], int, int)?>(
                "SELECT settings, prompt, look, draw FROM optimization WHERE optimization_key = @id",
                row => (row.Bytes(0), row.Bytes(1), row.GetInt32(2), row.GetInt32(3)),
                ("@id", id)),
            cancellationToken).ConfigureAwait(false);
        return row is { } found
            ? new(id, StoredJson.Read<PromptDefinition>(found.Prompt), JsonSerializer.Deserialize(found.Settings, JournalJson.Default.OptimizationSettings)!, found.Look, found.Draw)
            : null;
    }

    public async Task<IReadOnlyList<StoredStep>> ReadStepsAsync(string id, int after, CancellationToken cancellationToken) => await database.ReadAsync(
        session => session.Query(
            """
            SELECT step.sequence, step.name, step.content FROM optimization JOIN optimization_step AS step ON step.optimization_id = optimization.id
            WHERE optimization_key = @id AND step.sequence > @after ORDER BY step.sequence
            """,
            row => new StoredStep(row.GetInt32(0), row.GetString(1), row.Bytes(2)),
            ("@id", id),
            ("@after", after)),
        cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<CallRecord>> ReadCallsAsync(string id, CancellationToken cancellationToken) => await database.ReadAsync(
        session => session.Query(
            """
            SELECT call_key, attempt, provider, call.state, bound_nano, cost_nano, content FROM optimization JOIN optimization_call AS call ON call.optimization_id = optimization.id
            WHERE optimization_key = @id ORDER BY call.id
            """,
            row => new CallRecord(
                row.GetString(0),
                row.GetInt32(1),
                row.GetString(2),
                StateOf(row.GetString(3)),
                Nano.ToUsd(row.GetInt64(4)),
                Nano.ToUsd(row.GetInt64(5)),
                row.IsDBNull(6) ? null : JsonSerializer.Deserialize(row.Bytes(6), JournalJson.Default.ModelOutput)),
            ("@id", id)),
        cancellationToken).ConfigureAwait(false);

    public async Task<bool> ClaimAsync(string id, string worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool claimed = await database.WriteAsync(session => Claim(session, id, worker, now, now + lease), cancellationToken).ConfigureAwait(false);
        if (claimed)
        {
            _changes.Tell(id);
        }

        return claimed;
    }

    public async Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken)
    {
        long now = time.GetUtcNow().Ticks();
        return await database.ReadAsync(
            session => session.Query(
                "SELECT optimization_key FROM optimization WHERE state IN ('queued', 'running') AND (worker IS NULL OR leased_until <= @now) ORDER BY created_at, optimization_key LIMIT @limit",
                row => row.GetString(0),
                ("@now", now),
                ("@limit", Math.Max(0, limit))),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> AddStepAsync(string id, string worker, StoredStep step, CancellationToken cancellationToken)
    {
        byte[] content = step.Content.ToArray();
        long now = time.GetUtcNow().Ticks();
        bool added = await database.WriteAsync(session => AddStep(session, id, worker, step.Name, content, now), cancellationToken).ConfigureAwait(false);
        _changes.Tell(id);
        return added;
    }

    public Task<bool> AddCallAsync(string id, string worker, CallRecord call)
    {
        long now = time.GetUtcNow().Ticks();
        return database.WriteAsync(session => AddCall(session, id, worker, call, now), CancellationToken.None);
    }

    public Task SettleCallAsync(string id, CallRecord call)
    {
        byte[]? content = call.Output is { } output ? JsonSerializer.SerializeToUtf8Bytes(output, JournalJson.Default.ModelOutput) : null;
        return database.WriteAsync(session => Settle(session, id, call, content), CancellationToken.None);
    }

    public async Task<bool> EndAsync(string id, OptimizationEnd end, CancellationToken cancellationToken)
    {
        long now = time.GetUtcNow().Ticks();
        bool ended = await database.WriteAsync(
            session => session.Execute(
                "UPDATE optimization SET state = @state, error = @error, result_version = @version, unfinished = @unfinished, ended_at = @now WHERE optimization_key = @id AND state IN ('queued', 'running')",
                ("@state", end.State.Word()),
                ("@error", end.Error),
                ("@version", end.ResultVersion),
                ("@unfinished", end.IsUnfinished ? 1 : 0),
                ("@now", now),
                ("@id", id)) == 1,
            cancellationToken).ConfigureAwait(false);
        _changes.Tell(id);
        return ended;
    }

    public async Task WaitForChangeAsync(string id, int seen, RunState state, TimeSpan atMost, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            // Taken before looking, so that no change falls between the two.
            Task change = _changes.Next(id);
            StoredOptimization? now = await FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (now is null or { IsTerminal: true })
            {
                _changes.Tell(id);
                return;
            }

            TimeSpan left = atMost - time.GetElapsedTime(start);
            if (now.StepCount > seen || now.State != state || left <= TimeSpan.Zero)
            {
                return;
            }

            using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(change, Task.Delay(left < s_look ? left : s_look, time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    static bool Claim(SqliteSession session, string id, string worker, DateTimeOffset now, DateTimeOffset until)
    {
        // What another worker had under way may have been charged, and nobody will tell.
        const string Taken = "optimization_key = @id AND state IN ('queued', 'running') AND (worker IS NULL OR leased_until <= @now) AND worker IS NOT @worker";
        session.Execute(
            $"UPDATE optimization_call SET state = 'lost', cost_nano = bound_nano WHERE state = 'reserved' AND optimization_id = (SELECT id FROM optimization WHERE {Taken})",
            ("@id", id),
            ("@now", now.Ticks()),
            ("@worker", worker));
        session.Execute(
            $"UPDATE optimization SET spent_nano = spent_nano + open_nano, open_nano = 0 WHERE {Taken}",
            ("@id", id),
            ("@now", now.Ticks()),
            ("@worker", worker));
        return session.Execute(
            """
            UPDATE optimization SET worker = @worker, leased_until = @until, state = 'running'
            WHERE optimization_key = @id AND state IN ('queued', 'running') AND (worker IS NULL OR worker = @worker OR leased_until <= @now)
            """,
            ("@worker", worker),
            ("@until", until.Ticks()),
            ("@id", id),
            ("@now", now.Ticks())) == 1;
    }

    static bool AddStep(SqliteSession session, string id, string worker, string name, byte[] content, long now)
    {
        bool isHeld = session.Execute(
            """
            UPDATE optimization SET step_count = step_count + 1, looked = max(looked, @looks)
            WHERE optimization_key = @id AND worker = @worker AND leased_until > @now AND state = 'running'
            """,
            ("@looks", name == StoredStep.Look ? 1 : 0),
            ("@id", id),
            ("@worker", worker),
            ("@now", now)) == 1;
        return isHeld && session.Execute(
            "INSERT INTO optimization_step(optimization_id, sequence, name, content) SELECT id, step_count, @name, @content FROM optimization WHERE optimization_key = @id",
            ("@name", name),
            ("@content", content),
            ("@id", id)) == 1;
    }

    static bool AddCall(SqliteSession session, string id, string worker, CallRecord call, long now)
    {
        bool isOpen = call.State == CallState.Reserved;
        long bound = Nano.Of(call.BoundUsd);
        long cost = Nano.Of(call.CostUsd);
        bool fits = session.Execute(
            """
            UPDATE optimization SET open_nano = open_nano + @open, spent_nano = spent_nano + @cost
            WHERE optimization_key = @id AND worker = @worker AND leased_until > @now AND state = 'running' AND (@open = 0 OR spent_nano + open_nano + @open <= limit_nano)
            """,
            ("@open", isOpen ? bound : 0),
            ("@cost", cost),
            ("@id", id),
            ("@worker", worker),
            ("@now", now)) == 1;
        return fits && session.Execute(
            """
            INSERT INTO optimization_call(optimization_id, call_key, attempt, provider, state, bound_nano, cost_nano)
            SELECT id, @key, @attempt, @provider, @state, @bound, @cost FROM optimization WHERE optimization_key = @id
            """,
            ("@key", call.Key),
            ("@attempt", call.Attempt),
            ("@provider", call.Provider),
            ("@state", Word(call.State)),
            ("@bound", bound),
            ("@cost", cost),
            ("@id", id)) == 1;
    }

    // Whoever took the optimization over counts what was under way in full.
    static bool Settle(SqliteSession session, string id, CallRecord call, byte[]? content)
    {
        bool wasOpen = session.Execute(
            """
            UPDATE optimization_call SET state = @state, cost_nano = @cost, content = @content
            WHERE optimization_id = (SELECT id FROM optimization WHERE optimization_key = @id) AND call_key = @key AND attempt = @attempt AND state = 'reserved'
            """,
            ("@state", Word(call.State)),
            ("@cost", Nano.Of(call.CostUsd)),
            ("@content", content),
            ("@id", id),
            ("@key", call.Key),
            ("@attempt", call.Attempt)) == 1;
        return wasOpen && session.Execute(
            "UPDATE optimization SET open_nano = open_nano - @bound, spent_nano = spent_nano + @cost WHERE optimization_key = @id",
            ("@bound", Nano.Of(call.BoundUsd)),
            ("@cost", Nano.Of(call.CostUsd)),
            ("@id", id)) == 1;
    }

    static string Word(CallState state) => state switch
    {
        CallState.Reserved => "reserved",
        CallState.Answered => "answered",
        CallState.Released => "released",
        CallState.Lost => "lost",
        CallState.Recorded => "recorded",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    static CallState StateOf(string word) => word switch
    {
        "reserved" => CallState.Reserved,
        "answered" => CallState.Answered,
        "released" => CallState.Released,
        "lost" => CallState.Lost,
        "recorded" => CallState.Recorded,
        _ => throw new InvalidDataException($"There is no state '{word}' of a call."),
    };
}
