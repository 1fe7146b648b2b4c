using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Ptm.Engine.Providers.Limits;

/// <summary>
/// What may be asked of a service at once and within a minute, held by all calls of the process that share an endpoint, a model, a key and a role.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Limits live as long as the process.")]
internal sealed class CallLimits
{
    // Each clock has its own, for a test's clock and the machine's do not agree on what a minute is.
    static readonly ConditionalWeakTable<TimeProvider, ConcurrentDictionary<string, CallLimits>> s_shared = [];

    readonly SemaphoreSlim? _slots;
    readonly SemaphoreSlim _turn = new(1);
    readonly RateWindow? _requests;
    readonly RateWindow? _tokens;
    readonly AnswerLengths _answers = new();
    readonly TimeProvider _time;
    TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    CallLimits(ProviderSettings settings, TimeProvider time)
    {
        _time = time;
        _slots = settings.MaxConcurrency is { } slots ? new(slots) : null;
        _requests = settings.RequestsPerMinute is { } requests ? new(requests, time) : null;
        _tokens = settings.TokensPerMinute is { } tokens ? new(tokens, time) : null;
    }

    /// <summary>The limits of a profile for whoever it stands for.</summary>
    /// <param name="settings">The profile.</param>
    /// <param name="identity">Endpoint, model and key; what has none of them is known by its name.</param>
    /// <param name="role">Judges and what they judge have limits apart.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="PtmException">A limit is out of range (PTM3004).</exception>
    public static CallLimits Of(ProviderSettings settings, string identity, ProviderRole role, TimeProvider time)
    {
        Refuse(settings, settings.MaxConcurrency, "max_concurrency");
        Refuse(settings, settings.RequestsPerMinute, "requests_per_minute");
        Refuse(settings, settings.TokensPerMinute, "tokens_per_minute");
        string key = string.Create(CultureInfo.InvariantCulture, $"{role}\n{identity}\n{settings.MaxConcurrency}\n{settings.RequestsPerMinute}\n{settings.TokensPerMinute}");
        return s_shared.GetOrCreateValue(time).GetOrAdd(key, _ => new(settings, time));
    }

    /// <summary>Waits until a call may begin.</summary>
    /// <param name="prompt">How many tokens its prompt has, as far as can be told before.</param>
    /// <param name="answer">How many its answer may have at most; null where nobody says, and then as many as the longest of the last answers. The first call, of which nothing is known, goes alone.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CallPermit> EnterAsync(long prompt, long? answer, CancellationToken cancellationToken)
    {
        if (_slots is not null)
        {
            await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return new(this, prompt, _requests is null && _tokens is null ? null : await TakeAsync(prompt, answer, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            _slots?.Release();
            throw;
        }
    }

    /// <summary>Counts a further request of a call that has begun at the time at which it will be sent, and tells how long that is to wait for.</summary>
    /// <param name="least">How long it waits in any case.</param>
    /// <param name="left">How long it can wait: one that would have to wait longer is not sent, and not counted.</param>
    public TimeSpan Again(TimeSpan least, TimeSpan left)
    {
        if (_requests is null)
        {
            return least;
        }

        lock (_requests)
        {
            TimeSpan wait = Longer(least, _requests.WaitFor(1));
            if (wait < left)
            {
                _requests.Use(1, wait);
            }

            return wait;
        }
    }

    void Leave(RateUse? tokens, long prompt, long? used)
    {
        if (tokens is not null)
        {
            TaskCompletionSource settled;
            lock (_tokens!)
            {
                // What failed has as a rule used no more than its prompt.
                _tokens.Settle(tokens, used ?? prompt);
                if (used is { } amount)
                {
                    _answers.Add(amount - prompt);
                }

                (settled, _settled) = (_settled, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            settled.SetResult();
        }

        _slots?.Release();
    }

    async Task<RateUse?> TakeAsync(long prompt, long? answer, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                TimeSpan wait = Wait(_requests, 1);
                Task? settled = null;
                long needed = 0;
                if (_tokens is not null)
                {
                    lock (_tokens)
                    {
                        needed = (answer ?? _answers.Longest) is { } expected ? prompt + expected : Math.Max(prompt, _tokens.Limit);
                        wait = Longer(wait, _tokens.WaitFor(needed));
                        settled = _settled.Task;
                    }
                }

                if (wait == TimeSpan.Zero)
                {
                    Use(_requests, 1);
                    return Use(_tokens, needed);
                }

                await WaitAsync(wait, settled, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    // A call that has ended may have used less than was kept free for it.
    async Task WaitAsync(TimeSpan wait, Task? settled, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task delay = Task.Delay(wait, _time, either.Token);
        await (settled is null ? Task.WhenAny(delay) : Task.WhenAny(delay, settled)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await either.CancelAsync().ConfigureAwait(false);
    }

    static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    static TimeSpan Wait(RateWindow? window, long amount)
    {
        if (window is null)
        {
            return TimeSpan.Zero;
        }

        lock (window)
        {
            return window.WaitFor(amount);
        }
    }

    static RateUse? Use(RateWindow? window, long amount)
    {
        if (window is null)
        {
            return null;
        }

        lock (window)
        {
            return window.Use(amount);
        }
    }

    static void Refuse(ProviderSettings settings, long? limit, string name)
    {
        if (limit is < 1)
        {
            throw Fault.Of(DiagnosticCodes.InvalidValue, string.Create(CultureInfo.InvariantCulture, $"Provider '{settings.Name}': {name} must be 1 or more, not {limit}."), settings.Location);
        }
    }

    /// <summary>A call's leave to go on.</summary>
    internal sealed class CallPermit(CallLimits limits, long prompt, RateUse? tokens) : IDisposable
    {
        /// <summary>How many tokens the call used; null where nobody knows.</summary>
        public long? Used { get; set; }

        public void Dispose() => limits.Leave(tokens, prompt, Used);
    }
}

/// <summary>What a provider is asked for.</summary>
internal enum ProviderRole
{
    /// <summary>The answers that are evaluated.</summary>
    Candidate,

    /// <summary>Verdicts on them.</summary>
    Judge,
}
