using System.Runtime.CompilerServices;
using Ptm.Client.Http;

namespace Ptm.Client;

/// <summary>Listens to a run's server-sent events. A stream that breaks, ends early or falls silent is opened anew where it was.</summary>
internal sealed class RunEvents(PtmHttp http, PtmClientOptions options)
{
    readonly EventStream<RunProgress> _stream = new(http, options);

    /// <summary>Whether the run can still be followed by asking for it: the server has no events, or they cannot be listened to.</summary>
    public static bool CanPollInstead(PtmException e) =>
        e.Diagnostics[0].Code is DiagnosticCodes.ServerFailed or DiagnosticCodes.Unreachable
        || e.Status is 404 or 405 or 406 or 429 or 501;

    /// <summary>What happened after <paramref name="after"/>, then what happens, until the run has ended.</summary>
    /// <exception cref="PtmException">The stream cannot be opened, or brings nothing new however often it is opened.</exception>
    public async IAsyncEnumerable<RunProgress> FollowAsync(string runKey, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int failures = 0;
        RunState? told = null;
        while (true)
        {
            Call call = http.To(PtmOperations.WaitForRun, [runKey]) with { Accept = "text/event-stream", Attempts = failures };
            PtmException? failure = null;
            IAsyncEnumerator<RunProgress> stream = _stream.OpenAsync(call, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (stream.ConfigureAwait(false))
            {
                while (true)
                {
                    try
                    {
                        if (!await stream.MoveNextAsync().ConfigureAwait(false))
                        {
                            break;
                        }
                    }
                    catch (PtmException e) when (e.Status is 0 or 429 or >= 500 and not 501)
                    {
                        failure = e;
                        break;
                    }

                    RunProgress progress = stream.Current;
                    if (progress.Result is null ? progress.State == told : progress.Sequence <= after)
                    {
                        // A stream that was opened anew begins with the state that was told already.
                        continue;
                    }

                    (after, told, failures) = (Math.Max(after, progress.Sequence), progress.State, 0);
                    yield return progress;
                    if (progress.State is RunState.Completed or RunState.Failed or RunState.Cancelled)
                    {
                        yield break;
                    }
                }
            }

            if (++failures >= options.MaxAttempts)
            {
                throw failure ?? http.Failure.Unreachable(call, new IOException("the stream of events ended before the run did."));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5_000, 250 << failures)), options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
