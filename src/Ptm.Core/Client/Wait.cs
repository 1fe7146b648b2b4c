using System.Globalization;
using System.Text.Json;

namespace Ptm.Client;

/// <summary>A wait with its limit. Once a state was read, a server that cannot be reached or fails for a while does not end it.</summary>
internal sealed class Wait : IDisposable
{
    readonly TimeSpan _timeout;
    readonly TimeSpan _interval;
    readonly TimeProvider _time;
    readonly CancellationToken _caller;
    readonly CancellationTokenSource _limit;
    readonly CancellationTokenSource _either;

    public Wait(TimeSpan timeout, TimeSpan interval, TimeProvider time, CancellationToken cancellationToken)
    {
        if (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromDays(24))
        {
            throw PtmRoutes.Wrong("A wait takes more than 0 to 24 days.");
        }

        if (interval <= TimeSpan.Zero || interval > TimeSpan.FromDays(1))
        {
            throw PtmRoutes.Wrong("The interval of a wait is more than 0 to a day.");
        }

        (_timeout, _interval, _time, _caller) = (timeout, interval, time, cancellationToken);
        _limit = new(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Whether the limit ended the wait, and not the caller.</summary>
    public bool IsOver => _limit.IsCancellationRequested && !_caller.IsCancellationRequested;

    public string Limit => string.Create(CultureInfo.InvariantCulture, $"{_timeout.TotalSeconds:#,0.###} seconds");

    /// <summary>What kept the state from being read, when it was last tried; null for nothing.</summary>
    public PtmException? Trouble { get; private set; }

    /// <summary>Whether what was listened to can still be followed by asking for it: the server has no events, or they cannot be listened to.</summary>
    public static bool CanPollInstead(PtmException e) =>
        e.Diagnostics[0].Code is DiagnosticCodes.ServerFailed or DiagnosticCodes.Unreachable
        || e.Status is 404 or 405 or 406 or 429 or 501;

    public static string NameOf(RunState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    /// <summary>Asks until it has ended.</summary>
    /// <exception cref="OperationCanceledException">The limit was reached, or the caller ended it.</exception>
    /// <exception cref="PtmException">It cannot be read, and asking again would not help.</exception>
    public async Task<T> PollAsync<T>(Func<CancellationToken, Task<T>> read, Func<T, bool> hasEnded, bool isKnown = false)
    {
        while (true)
        {
            try
            {
                T state = await read(Token).ConfigureAwait(false);
                (Trouble, isKnown) = (null, true);
                if (hasEnded(state))
                {
                    return state;
                }
            }
            catch (PtmException e) when (isKnown && IsPassing(e))
            {
                Trouble = e;
            }

            await Task.Delay(_interval, _time, Token).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }

    static bool IsPassing(PtmException e) => e is not PtmTimeoutException && e.Diagnostics[0].Code is not DiagnosticCodes.ServerTooOld && (e.Status is 0 or 429 or >= 500 and not 501);
}
