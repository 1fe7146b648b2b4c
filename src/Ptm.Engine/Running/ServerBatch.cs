using System.Collections.Concurrent;

namespace Ptm.Engine.Running;

/// <summary>A plan's cases on a server: one manual evaluation a prompt, and each case's result as it comes.</summary>
internal sealed class ServerBatch
{
    const int RunsAtOnce = 8;

    // A server that does not answer must not keep a cancelled run alive.
    static readonly TimeSpan s_cancelling = TimeSpan.FromSeconds(1);
    static readonly TimeSpan s_accepting = TimeSpan.FromSeconds(0.5);

    readonly IPtm _server;
    readonly Action<Diagnostic> _warn;
    readonly TimeProvider _time;
    readonly Dictionary<(string Prompt, string Case, string Provider, int Sample), TaskCompletionSource<CaseResult>> _results = [];
    readonly ConcurrentQueue<string> _runKeys = [];

    ServerBatch(IPtm server, IEnumerable<PlannedCase> cases, Action<Diagnostic> warn, TimeProvider time)
    {
        _server = server;
        _warn = warn;
        _time = time;
        foreach (PlannedCase planned in cases)
        {
            _results.TryAdd(KeyOf(planned), new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    /// <summary>Ends when every case has its result, or the server could not be asked at all.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Keys of the server's runs.</summary>
    public IReadOnlyCollection<string> RunKeys => _runKeys;

    /// <summary>Begins to evaluate.</summary>
    /// <param name="server">The server.</param>
    /// <param name="cases">The cases; one that is there twice has one result.</param>
    /// <param name="judge">The judge of prompts that name none; null for the server's.</param>
    /// <param name="warn">Told of a pulled file that is older than the server's prompt.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the server's runs.</param>
    public static ServerBatch Start(IPtm server, IReadOnlyList<PlannedCase> cases, string? judge, Action<Diagnostic> warn, TimeProvider time, CancellationToken cancellationToken)
    {
        ServerBatch batch = new(server, cases, warn, time);
        batch.Completion = Task.Run(() => batch.RunAsync(ManualEvals.Of(cases.DistinctBy(KeyOf), judge), cancellationToken), CancellationToken.None);
        return batch;
    }

    /// <summary>The result of a case that was given to <see cref="Start"/>.</summary>
    public Task<CaseResult> ResultOf(PlannedCase planned) => _results[KeyOf(planned)].Task;

    static (string Prompt, string Case, string Provider, int Sample) KeyOf(PlannedCase planned) => (planned.Prompt.Id, planned.Case.Id, planned.Provider, planned.Sample);

    async Task RunAsync(IReadOnlyList<ManualBatch> batches, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Parallel.ForEachAsync(
                batches,
                new ParallelOptions { MaxDegreeOfParallelism = RunsAtOnce, CancellationToken = ending.Token },
                async (batch, token) => await RunAsync(batch, token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            End(result => result.TrySetCanceled(e.CancellationToken));
            throw;
        }
        catch (PtmException e)
        {
            PtmException fault = ServerFault.WithNextStep(e);
            End(result => result.TrySetException(fault));
            throw fault;
        }
        finally
        {
            End(result => result.TrySetCanceled(CancellationToken.None));
        }
    }

    void End(Action<TaskCompletionSource<CaseResult>> end)
    {
        foreach (TaskCompletionSource<CaseResult> result in _results.Values)
        {
            end(result);

            // A case that nobody asks for must not end the process.
            _ = result.Task.Exception;
        }
    }

    async Task RunAsync(ManualBatch batch, CancellationToken cancellationToken)
    {
        // Each repetition is a case of its own, which to the server is its first.
        Dictionary<(string Case, string Provider), PlannedCase> open = batch.Cases.ToDictionary(one => (one.Id, one.Planned.Provider), one => one.Planned);
        await WarnIfOlderAsync(batch.Manual.Prompt, cancellationToken).ConfigureAwait(false);
        CaseError missing;
        try
        {
            string runKey = await BeginAsync(batch.Manual, cancellationToken).ConfigureAwait(false);
            _runKeys.Enqueue(runKey);
            missing = await FollowAsync(runKey, open, cancellationToken).ConfigureAwait(false);
        }
        catch (PtmException e) when (e.Status == 404 && batch.Manual.Prompt.ProviderProfiles.Count > 1)
        {
            // A provider that the server does not have must not cost the others their results.
            foreach (ManualBatch ofProvider in ManualEvals.ByProvider(batch))
            {
                await RunAsync(ofProvider, cancellationToken).ConfigureAwait(false);
            }

            return;
        }
        catch (PtmException e) when (e.Status is >= 400 and < 500 and not (401 or 403 or 408 or 429))
        {
            // The server will have nothing to do with this prompt; the others may be in order.
            missing = new(e.Diagnostics[0].Code, $"The server says: {e.Diagnostics[0].Message}");
        }

        foreach (PlannedCase planned in open.Values)
        {
            _results[KeyOf(planned)].TrySetResult(Evaluator.Failed(planned, missing));
        }
    }

    async Task<string> BeginAsync(ManualEval manual, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // A run that the server has begun is to be known here, or nobody could cancel it.
        using CancellationTokenSource late = new(Timeout.InfiniteTimeSpan, _time);
        CancellationTokenRegistration waiting = cancellationToken.Register(() => late.CancelAfter(s_accepting));
        await using (waiting.ConfigureAwait(false))
        {
            RunResult run = await _server.Evaluations.RunManualAsync(manual, late.Token).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                await CancelAsync(run.RunKey).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return run.RunKey;
        }
    }

    async Task<CaseError> FollowAsync(string runKey, Dictionary<(string Case, string Provider), PlannedCase> open, CancellationToken cancellationToken)
    {
        RunProgress? last = null;
        try
        {
            await foreach (RunProgress step in _server.Runs.FollowAsync(runKey, 0, cancellationToken).ConfigureAwait(false))
            {
                last = step;
                if (step.Result is { } result && open.Remove((result.Id, result.Provider), out PlannedCase? planned))
                {
                    _results[KeyOf(planned)].TrySetResult(FilePlaces.Restore(result, planned));
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await CancelAsync(runKey).ConfigureAwait(false);
            throw;
        }

        string? why = last?.State == RunState.Failed ? (await _server.Runs.GetAsync(runKey, cancellationToken).ConfigureAwait(false)).Error : null;
        return new(DiagnosticCodes.ServerFailed, $"The server's run {runKey} ended {(last?.State == RunState.Cancelled ? "because somebody cancelled it" : "without this case's result")}{(why is null ? "" : $": {why}")}.");
    }

    async Task CancelAsync(string runKey)
    {
        using CancellationTokenSource limit = new(s_cancelling, _time);
        try
        {
            await _server.Runs.CancelAsync(runKey, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PtmException or OperationCanceledException)
        {
            _warn(new(DiagnosticCodes.Unreachable, DiagnosticSeverity.Warning, $"The server could not be told to cancel the run {runKey}, so it may go on."));
        }
    }

    async Task WarnIfOlderAsync(PromptDefinition prompt, CancellationToken cancellationToken)
    {
        if (prompt.Version is not { } pulled)
        {
            return;
        }

        try
        {
            IReadOnlyList<PromptVersion> versions = await _server.Prompts.ListVersionsAsync(prompt.Id, cancellationToken).ConfigureAwait(false);
            if (versions.Count > 0 && versions.Max(version => version.VersionNumber) is var newest && newest > pulled)
            {
                _warn(new(
                    DiagnosticCodes.PulledFileOlder,
                    DiagnosticSeverity.Warning,
                    $"This file was pulled at version {pulled} of '{CaseName.OneLine(prompt.Id)}', and the server has version {newest}. 'ptm pull {CaseName.OneLine(prompt.Id)}' brings it.",
                    prompt.Location));
            }
        }
        catch (PtmException e) when (e.Status == 404)
        {
            // The server does not have the prompt at all, and is sent it whole.
        }
    }
}
