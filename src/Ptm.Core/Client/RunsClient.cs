using System.Globalization;
using System.Runtime.CompilerServices;
using Ptm.Client.Http;

namespace Ptm.Client;

internal sealed class RunsClient(PtmHttp http, RunEvents events, TimeProvider time) : IPtmRuns
{
    public Task<IReadOnlyList<RunResult>> ListAsync(int limit = 50, bool terminalOnly = false, bool mineOnly = false, CancellationToken cancellationToken = default)
    {
        if (limit is < 1 or > 1_000)
        {
            throw PtmRoutes.Wrong($"A list of runs holds 1 to 1,000, and 'limit' is {limit.ToString(CultureInfo.InvariantCulture)}.");
        }

        return http.ReadAsync<IReadOnlyList<RunResult>>(
            http.To(
                PtmOperations.ListRuns,
                [],
                [("limit", limit.ToString(CultureInfo.InvariantCulture)), ("terminal_only", terminalOnly ? "true" : null), ("mine_only", mineOnly ? "true" : null)]),
            cancellationToken);
    }

    public Task<RunResult> GetAsync(string runKey, CancellationToken cancellationToken = default) =>
        http.ReadAsync<RunResult>(http.To(PtmOperations.GetRun, [runKey]), cancellationToken);

    public async Task<RunResult> WaitAsync(string runKey, TimeSpan? timeout = null, TimeSpan? pollInterval = null, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using Wait wait = new(timeout ?? TimeSpan.FromSeconds(300), pollInterval ?? TimeSpan.FromSeconds(5), time, cancellationToken);
        RunState? last = null;
        PolledRun polled = new(runKey);
        try
        {
            PtmException? broken = null;
            try
            {
                await foreach (RunProgress happened in events.FollowAsync(runKey, 0, wait.Token).ConfigureAwait(false))
                {
                    last = happened.State;
                    polled.Saw(happened);
                    progress?.Report(happened);
                }
            }
            catch (PtmException e) when (Wait.CanPollInstead(e))
            {
                broken = e;
            }

            // A server that could not be reached at all is asked once more, and what it says then holds.
            return await wait.PollAsync(
                async token =>
                {
                    RunResult run = await GetAsync(runKey, token).ConfigureAwait(false);
                    last = run.State;
                    foreach (RunProgress happened in broken is null ? [] : polled.Read(run))
                    {
                        progress?.Report(happened);
                    }

                    return run;
                },
                run => run.IsTerminal,
                isKnown: last is not null).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (wait.IsOver)
        {
            throw new PtmTimeoutException(
                $"The run '{CaseName.OneLine(runKey)}' had not ended within {wait.Limit}; {(last is null ? "its state was never read" : $"it is {Wait.NameOf(last.Value)}{polled.HowFar}")}. It goes on: wait again, or cancel it.",
                runKey,
                last,
                wait.Trouble);
        }
    }

    public async IAsyncEnumerable<RunProgress> FollowAsync(string runKey, long after = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (after < 0)
        {
            throw PtmRoutes.Wrong($"A run's events are numbered from 1, and this is {after.ToString(CultureInfo.InvariantCulture)}.");
        }

        PolledRun polled = new(runKey);
        IAsyncEnumerator<RunProgress> streamed = events.FollowAsync(runKey, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (streamed.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await streamed.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (PtmException e) when (Wait.CanPollInstead(e))
                {
                    break;
                }

                polled.Saw(streamed.Current);
                yield return streamed.Current;
            }
        }

        while (true)
        {
            RunResult run = await GetAsync(runKey, cancellationToken).ConfigureAwait(false);
            foreach (RunProgress happened in polled.Read(run))
            {
                if (happened.Sequence > after || run.IsTerminal)
                {
                    yield return happened;
                }
            }

            if (run.IsTerminal)
            {
                yield break;
            }

            await Task.Delay(TimeSpan.FromSeconds(5), time, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<string> ReportAsync(string runKey, ReportFormat format = ReportFormat.Html, CancellationToken cancellationToken = default)
    {
        (string name, string type) = format switch
        {
            ReportFormat.Html => ("html", "text/html"),
            ReportFormat.Json => ("json", "application/json"),
            ReportFormat.Markdown => ("markdown", "text/markdown"),
            ReportFormat.Csv => ("csv", "text/csv"),
            ReportFormat.Sarif => ("sarif", "application/sarif+json"),
            ReportFormat.JUnit => ("junit", "application/xml"),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
        };
        return http.ReadTextAsync(http.To(PtmOperations.RunReport, [runKey], [("format", name)]) with { Accept = type }, format == ReportFormat.Html, cancellationToken);
    }

    public Task CancelAsync(string runKey, CancellationToken cancellationToken = default) =>
        http.DoAsync(http.To(PtmOperations.CancelRun, [runKey]), cancellationToken);
}
