using System.Runtime.CompilerServices;
using Ptm.Client.Http;

namespace Ptm.Client;

/// <summary>Listens to an optimization's server-sent events. A stream that breaks, ends early or falls silent is opened anew where it was.</summary>
internal sealed class OptimizationEvents(PtmHttp http, PtmClientOptions options)
{
    readonly EventStream<OptimizationProgress> _stream = new(http, options);

    /// <summary>What happened after <paramref name="after"/>, then what happens, until the optimization has ended.</summary>
    /// <exception cref="PtmException">The stream cannot be opened, or brings nothing new however often it is opened.</exception>
    public async IAsyncEnumerable<OptimizationProgress> FollowAsync(string optimizationId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int failures = 0;
        while (true)
        {
            Call call = http.To(PtmOperations.WaitForOptimization, [optimizationId]) with { Accept = "text/event-stream", Attempts = failures };
            PtmException? failure = null;
            IAsyncEnumerator<OptimizationProgress> stream = _stream.OpenAsync(call, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
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

                    OptimizationProgress progress = stream.Current;
                    bool hasEnded = progress.State is RunState.Completed or RunState.Failed or RunState.Cancelled;
                    if (progress.Sequence <= after && !hasEnded)
                    {
                        continue;
                    }

                    (after, failures) = (Math.Max(after, progress.Sequence), 0);
                    yield return progress;
                    if (hasEnded)
                    {
                        yield break;
                    }
                }
            }

            if (++failures >= options.MaxAttempts)
            {
                throw failure ?? http.Failure.Unreachable(call, new IOException("the stream of events ended before the optimization did."));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5_000, 250 << failures)), options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
