using System.Collections.Concurrent;
using System.Globalization;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Optimizing.Spending;

/// <summary>
/// The money of one optimization. Nothing is asked before what it can cost at most is set aside, on disk; what was answered is known and not asked again;
/// and what is spent, and set aside, and has to be left never exceeds the limit. Safe for use by many threads.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose handle nobody asks for holds nothing.
internal sealed class CallLedger
#pragma warning restore CA1001
{
    readonly decimal _limit;
    readonly ICallJournal _journal;
    readonly Action<Diagnostic> _warn;
    readonly Action<Exception?> _end;
    readonly Lock _gate = new();
    readonly SemaphoreSlim _turn = new(1);
    readonly ConcurrentDictionary<string, SemaphoreSlim> _asked = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);
    readonly Dictionary<string, ModelOutput?> _answers = new(StringComparer.Ordinal);
    readonly Dictionary<string, decimal> _dearest = new(StringComparer.Ordinal);
    readonly Dictionary<string, decimal> _unused = new(StringComparer.Ordinal);
    decimal _unusedUsd;
    decimal _spent;
    decimal _open;
    bool _isOverdrawn;
    int _isOverdraftTold;
    TaskCompletionSource _settled = NewSignal();

    /// <param name="limitUsd">What may be spent, in USD.</param>
    /// <param name="calls">What was asked before.</param>
    /// <param name="journal">Keeps what is asked.</param>
    /// <param name="warn">Told of a service that charges more than it could.</param>
    /// <param name="end">Called when nothing may be asked any more: the optimization is another's, or the journal failed. Has to end the work.</param>
    /// <param name="carried">What was answered in earlier optimizations, which cost nothing more; null for nothing.</param>
    public CallLedger(decimal limitUsd, IEnumerable<CallRecord> calls, ICallJournal journal, Action<Diagnostic> warn, Action<Exception?> end, IEnumerable<CallRecord>? carried = null)
    {
        (_limit, _journal, _warn, _end) = (limitUsd, journal, warn, end);
        foreach (CallRecord call in calls)
        {
            _attempts[call.Key] = Math.Max(_attempts.GetValueOrDefault(call.Key), call.Attempt);
            if (call.State is CallState.Answered or CallState.Recorded)
            {
                _answers[call.Key] = call.Output;
                Remember(call.Provider, call.CostUsd);
            }

            // What was under way when the process ended may have been charged.
            _spent += call.State == CallState.Reserved ? call.BoundUsd : call.CostUsd;
        }

        foreach (CallRecord call in carried ?? [])
        {
            if (_answers.TryAdd(call.Key, call.Output))
            {
                Remember(call.Provider, call.CostUsd);
                _unused[call.Key] = call.CostUsd;
                _unusedUsd += call.CostUsd;
            }
        }

        _isOverdrawn = _spent > limitUsd;
    }

    /// <summary>What was spent and what open calls may cost, in USD.</summary>
    public decimal SpentUsd
    {
        get
        {
            lock (_gate)
            {
                return _spent + _open;
            }
        }
    }

    /// <summary>What answers cost that were taken over and not asked for yet, in USD.</summary>
    public decimal UnusedUsd
    {
        get
        {
            lock (_gate)
            {
                return _unusedUsd;
            }
        }
    }

    /// <summary>How many calls were refused for want of money.</summary>
    public int Refusals { get; private set; }

    /// <summary>The answer that a call has had; null for none.</summary>
    public ModelOutput? AnswerOf(string key)
    {
        lock (_gate)
        {
            if (_unused.Remove(key, out decimal cost))
            {
                _unusedUsd -= cost;
            }

            return _answers.GetValueOrDefault(key);
        }
    }

    /// <summary>Whether a call was answered and paid for, be it that a cassette has the answer.</summary>
    public bool IsPaid(string key)
    {
        lock (_gate)
        {
            return _answers.ContainsKey(key);
        }
    }

    /// <summary>What an answer of a provider has cost at most so far, in USD; null before the first.</summary>
    public decimal? DearestOf(string provider)
    {
        lock (_gate)
        {
            return _dearest.TryGetValue(provider, out decimal dearest) ? dearest : null;
        }
    }

    /// <summary>Waits until nobody else asks the same.</summary>
    public async Task<IDisposable> AskAloneAsync(string key, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = _asked.GetOrAdd(key, static _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(turn);
    }

    /// <summary>Whether a call of a bound could still be afforded; what is set aside for others may be given back.</summary>
    /// <exception cref="PtmException">It could not (PTM4014).</exception>
    public void MustAfford(string provider, decimal boundUsd)
    {
        lock (_gate)
        {
            RefuseTooDear(provider, boundUsd);
        }
    }

    /// <summary>Sets money aside for an attempt, and waits for what others give back where it is needed.</summary>
    /// <exception cref="PtmException">The money does not suffice (PTM4014), or what is asked could not be kept.</exception>
    public async Task<CallReservation> ReserveAsync(string provider, string key, decimal boundUsd, CancellationToken cancellationToken)
    {
        decimal bound = Nano.Up(boundUsd);
        int attempt;

        // One waits for money at a time, so that a dear call is not passed by cheap ones for ever.
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                Task settled;
                lock (_gate)
                {
                    RefuseTooDear(provider, bound);
                    if (Fits(bound))
                    {
                        attempt = TakeAttempt(key, bound);
                        break;
                    }

                    settled = _settled.Task;
                }

                await settled.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }

        return await KeepAsync(new(key, attempt, provider, bound)).ConfigureAwait(false);
    }

    /// <summary>Sets money aside for an attempt at once; null where others would have to give some back first.</summary>
    /// <exception cref="PtmException">The money does not suffice (PTM4014), or what is asked could not be kept.</exception>
    public async Task<CallReservation?> TryReserveAsync(string provider, string key, decimal boundUsd)
    {
        decimal bound = Nano.Up(boundUsd);
        int attempt;
        lock (_gate)
        {
            RefuseTooDear(provider, bound);
            if (!Fits(bound))
            {
                return null;
            }

            attempt = TakeAttempt(key, bound);
        }

        return await KeepAsync(new(key, attempt, provider, bound)).ConfigureAwait(false);
    }

    /// <summary>Keeps an answer. Of one that does not tell its cost, all that was set aside counts.</summary>
    /// <exception cref="PtmException">It could not be kept.</exception>
    public async Task AnswerAsync(CallReservation reservation, ModelOutput output)
    {
        if (output.CostUsd is null && reservation.BoundUsd > 0)
        {
            _warn(new(
                DiagnosticCodes.BudgetExhausted,
                DiagnosticSeverity.Warning,
                $"Provider '{reservation.Provider}' does not tell what its answers cost (its replies have no usage), so each counts with all that was set aside for it. A lower max_tokens makes that less."));
        }

        decimal cost = Nano.Up(output.CostUsd ?? reservation.BoundUsd);
        await SettleAsync(reservation, CallState.Answered, cost, output).ConfigureAwait(false);

        // Once: the calls that are under way may all cost more.
        if (cost > reservation.BoundUsd && SpentUsd > _limit && Interlocked.Exchange(ref _isOverdraftTold, 1) == 0)
        {
            _warn(new(
                DiagnosticCodes.BudgetExhausted,
                DiagnosticSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"Provider '{reservation.Provider}' charged ${cost:0.######} for a call for which ${reservation.BoundUsd:0.######} was set aside, so ${SpentUsd:0.######} of ${_limit:0.######} is spent. Nothing more is asked. Of a model, correct its prices; of a program, let every answer tell its cost.")));
        }
    }

    /// <summary>Gives back what was set aside for an attempt that surely cost nothing.</summary>
    public Task ReleaseAsync(CallReservation reservation) => SettleAsync(reservation, CallState.Released, 0, null);

    /// <summary>Counts an attempt whose answer was lost with all that was set aside.</summary>
    public Task LoseAsync(CallReservation reservation) => SettleAsync(reservation, CallState.Lost, reservation.BoundUsd, null);

    /// <summary>Counts a recorded answer, once.</summary>
    public async Task CountAsync(string provider, string key, ModelOutput output)
    {
        decimal cost = Nano.Up(output.CostUsd ?? 0);
        lock (_gate)
        {
            if (!_answers.TryAdd(key, output))
            {
                return;
            }

            _spent += cost;
            _isOverdrawn |= _spent > _limit;
            Remember(provider, cost);
        }

        await AddAsync(new(key, 0, provider, CallState.Recorded, 0, cost)).ConfigureAwait(false);
    }

    bool Fits(decimal bound) => _spent + _open + bound + Kept() <= _limit;

    int TakeAttempt(string key, decimal bound)
    {
        _open += bound;
        return _attempts[key] = _attempts.GetValueOrDefault(key) + 1;
    }

    void RefuseTooDear(string provider, decimal bound)
    {
        decimal kept = Kept();
        if (!_isOverdrawn && _spent + bound + kept <= _limit)
        {
            return;
        }

        Refusals++;
        SpendingScope.Current?.Refuse();
        throw Fault.Of(
            DiagnosticCodes.BudgetExhausted,
            string.Create(CultureInfo.InvariantCulture, $"The money does not suffice for a call of provider '{provider}', which may cost ${bound:0.######}: of ${_limit:0.######}, ${_spent:0.######} is spent and ${kept:0.######} is kept for what comes after. Raise max_cost_usd, or set a lower max_tokens in its profile."));
    }

    async Task<CallReservation> KeepAsync(CallReservation reservation)
    {
        try
        {
            await AddAsync(new(reservation.Key, reservation.Attempt, reservation.Provider, CallState.Reserved, reservation.BoundUsd, 0)).ConfigureAwait(false);
            return reservation;
        }
        catch
        {
            lock (_gate)
            {
                _open -= reservation.BoundUsd;
                Signal();
            }

            throw;
        }
    }

    async Task AddAsync(CallRecord call)
    {
        bool isOurs;
        try
        {
            isOurs = await _journal.AddAsync(call).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            _end(failed);
            throw;
        }

        if (!isOurs)
        {
            _end(null);
            throw new OperationCanceledException("The optimization has ended, or is another process's.");
        }
    }

    async Task SettleAsync(CallReservation reservation, CallState state, decimal cost, ModelOutput? output)
    {
        try
        {
            await _journal.SettleAsync(new(reservation.Key, reservation.Attempt, reservation.Provider, state, reservation.BoundUsd, cost, output)).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            _end(failed);
            throw;
        }
        finally
        {
            lock (_gate)
            {
                _open -= reservation.BoundUsd;
                _spent += cost;
                _isOverdrawn |= _spent > _limit;
                if (output is not null)
                {
                    _answers[reservation.Key] = output;
                    Remember(reservation.Provider, cost);
                }

                Signal();
            }
        }
    }

    void Remember(string provider, decimal cost) => _dearest[provider] = Math.Max(_dearest.GetValueOrDefault(provider), cost);

    void Signal()
    {
        _settled.TrySetResult();
        _settled = NewSignal();
    }

    static decimal Kept() => SpendingScope.Current?.KeptUsd ?? 0;

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
