using Ptm.Engine.Running.Comparisons;
using Ptm.Engine.Running.Sessions;

namespace Ptm.Engine.Running;

/// <summary>Runs a plan with a bounded number of cases at once and hands the results on in the plan's order.</summary>
internal sealed class RunExecutor(Evaluator evaluator, OutputComparison comparison, MetricFigures metrics, Action<Diagnostic> warn, TimeProvider time)
{
    /// <summary>How far results may be ahead of the slowest case before no more cases are begun.</summary>
    internal const int Window = 1_024;

    /// <param name="plan">What to run.</param>
    /// <param name="maxConcurrency">How many cases at once.</param>
    /// <param name="sink">Given the results in the plan's order.</param>
    /// <param name="onResult">Told each result as it comes, one at a time; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run: cases in flight are awaited, the others get no result.</param>
    /// <param name="nextRound">Gives cases of the plan, round after round, each once the results of the one before were handed on; null for all at once.</param>
    /// <returns>The run with its figures and without results; failed where the source of its cases could not be read to its end.</returns>
    public async Task<RunResult> ExecuteAsync(EvalPlan plan, int maxConcurrency, IResultSink sink, Action<PlannedCase, CaseResult>? onResult, CancellationToken cancellationToken, Func<IEnumerable<PlannedCase>?>? nextRound = null)
    {
        long started = time.GetTimestamp();
        RunResult run = Begin(time.GetUtcNow());
        sink.Begin(run);
        RunTally tally = new();
        RunSession session = new() { ComparesOutputs = true };
        ComparedCases compared = new(comparison, keepsGroups: false);
        void Next(CaseResult result)
        {
            tally.Add(result);
            sink.Add(result);
        }

        Task<UnfinishedCase> Unfinished(PlannedCase planned, CancellationToken stop) => evaluator.EvaluateUnfinishedAsync(planned, session, stop);

        // Workers wait for one another, so that one that cannot go on ends them all.
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Diagnostic? fault = null;
        async Task WorkAsync(OrderedWork work)
        {
            try
            {
                while (!cancellationToken.IsCancellationRequested && !ending.IsCancellationRequested && await work.TakeAsync(ending.Token).ConfigureAwait(false) is var (position, planned))
                {
                    work.Put(position, planned, await compared.EvaluateAsync(planned, Unfinished, ending.Token).ConfigureAwait(false));

                    // Cases that never wait would keep their thread, and the pool would make one for every worker, which then stand in one another's way.
                    await Task.Yield();
                }
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // Its case gets no result.
            }
            catch (PtmException e)
            {
                fault = e.Diagnostics[0];
            }
            catch
            {
                await ending.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }

        IEnumerable<PlannedCase>? round = nextRound is null ? plan.Cases : nextRound();
        while (round is not null)
        {
            using OrderedWork work = new(compared.Watch(round), Math.Max(Window, 2 * maxConcurrency), Next, onResult);
            await Task.WhenAll(Enumerable.Range(0, Math.Min(maxConcurrency, plan.Cases.Count)).Select(_ => Task.Run(() => WorkAsync(work), CancellationToken.None))).ConfigureAwait(false);
            work.Flush();
            round = fault is null && !cancellationToken.IsCancellationRequested ? nextRound?.Invoke() : null;
        }

        if (fault is null && !cancellationToken.IsCancellationRequested)
        {
            fault = await EndAsync(session, run.RunKey, cancellationToken).ConfigureAwait(false);
        }

        if (fault is not null)
        {
            warn(fault);
        }

        return run with
        {
            State = cancellationToken.IsCancellationRequested ? RunState.Cancelled : fault is not null ? RunState.Failed : RunState.Completed,
            Error = fault?.ToString(),
            Metrics = metrics.Of(tally.Metrics),
            Summary = tally.ToSummary(time.GetElapsedTime(started)),
        };
    }

    async Task<Diagnostic?> EndAsync(RunSession session, string runKey, CancellationToken cancellationToken)
    {
        try
        {
            await evaluator.EndAsync(session, runKey, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (PtmException e)
        {
            return e.Diagnostics[0];
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>A run that begins now.</summary>
    public static RunResult Begin(DateTimeOffset now) => new() { RunKey = Guid.CreateVersion7(now).ToString("n"), State = RunState.Running, StartedAt = now };
}
