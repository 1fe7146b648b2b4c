using System.Runtime.CompilerServices;
using Ptm.Client.Http;

namespace Ptm.Client;

/// <summary>Listens to the server-sent events of something until it has ended. A stream that breaks, ends early or falls silent is opened anew where it was.</summary>
/// <param name="http">Sends requests.</param>
/// <param name="options">How to talk to the server.</param>
/// <param name="operation">Opens the stream.</param>
/// <param name="what">What is listened to, as messages name it.</param>
internal abstract class ProgressEvents<T>(PtmHttp http, PtmClientOptions options, string operation, string what)
    where T : class
{
    readonly EventStream<T> _stream = new(http, options);

    /// <summary>What happened after <paramref name="after"/>, then what happens, until the end.</summary>
    /// <exception cref="PtmException">The stream cannot be opened, or brings nothing new however often it is opened.</exception>
    public async IAsyncEnumerable<T> FollowAsync(string id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int failures = 0;
        RunState? told = null;
        while (true)
        {
            Call call = http.To(operation, [id]) with { Accept = "text/event-stream", Attempts = failures };
            PtmException? failure = null;
            IAsyncEnumerator<T> stream = _stream.OpenAsync(call, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
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

                    T progress = stream.Current;
                    if (!IsNew(progress, after, told))
                    {
                        continue;
                    }

                    (long sequence, RunState state) = PositionOf(progress);
                    (after, told, failures) = (Math.Max(after, sequence), state, 0);
                    yield return progress;
                    if (state.IsTerminal())
                    {
                        yield break;
                    }
                }
            }

            if (++failures >= options.MaxAttempts)
            {
                throw failure ?? http.Failure.Unreachable(call, new IOException($"the stream of events ended before the {what} did."));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5_000, 250 << failures)), options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Its number among the events, and where what is listened to stands.</summary>
    protected abstract (long Sequence, RunState State) PositionOf(T progress);

    /// <summary>Whether it was not told before: a stream that is opened anew may begin with what was.</summary>
    /// <param name="progress">What the stream brought.</param>
    /// <param name="after">The number of the newest event so far.</param>
    /// <param name="told">The state of the newest event; null before the first.</param>
    protected abstract bool IsNew(T progress, long after, RunState? told);
}
