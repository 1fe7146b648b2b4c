using Ptm.Engine.Optimizing.Spending;

namespace Ptm.Engine.Tests.Optimizing.Spending;

/// <summary>What may be asked for how much money, and what is known of it afterwards.</summary>
public sealed class CallLedgerTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_call_can_cost_is_kept_before_it_is_made_and_what_it_cost_before_its_answer_is_used()
    {
        KeptCalls journal = new();
        CallLedger ledger = Ledger(1, journal);

        CallReservation held = await ledger.ReserveAsync("p", "k", 0.4m, Token);

        Assert.Equal([CallState.Reserved], journal.Calls.Select(call => call.State));
        Assert.Equal(0.4m, ledger.SpentUsd);
        await ledger.AnswerAsync(held, Output(0.1m));
        Assert.Equal([CallState.Reserved, CallState.Answered], journal.Calls.Select(call => call.State));
        Assert.Equal(0.1m, ledger.SpentUsd);
        Assert.Equal("answer", ledger.AnswerOf("k")!.Text);
        Assert.Null(ledger.AnswerOf("other"));
    }

    [Fact]
    public async Task A_call_waits_for_what_others_hold_and_is_refused_only_where_no_answer_can_make_it_fit()
    {
        CallLedger ledger = Ledger(1, new KeptCalls());
        CallReservation first = await ledger.ReserveAsync("p", "1", 0.7m, Token);

        Task<CallReservation> second = ledger.ReserveAsync("p", "2", 0.7m, Token);
        Task<CallReservation> third = ledger.ReserveAsync("p", "3", 0.2m, Token);
        Assert.Null(await ledger.TryReserveAsync("p", "4", 0.7m));
        Assert.False(second.IsCompleted);
        Assert.False(third.IsCompleted);

        await ledger.AnswerAsync(first, Output(0.1m));
        await ledger.AnswerAsync(await second, Output(0.2m));
        await ledger.ReleaseAsync(await third);
        Assert.Equal(0.3m, ledger.SpentUsd);

        using SpendingScope scope = SpendingScope.Begin(keptUsd: 0.5m);
        Assert.NotNull(await ledger.TryReserveAsync("p", "5", 0.1m));
        Assert.False(scope.IsShort);
        PtmException refused = await Assert.ThrowsAsync<PtmException>(() => ledger.ReserveAsync("p", "6", 0.25m, Token));
        Assert.True(scope.IsShort);
        Assert.Equal(DiagnosticCodes.BudgetExhausted, refused.Diagnostics[0].Code);
        Assert.Contains("which may cost $0.25: of $1, $0.3 is spent and $0.5 is kept", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_process_leaves_answers_that_are_never_asked_for_again_and_open_calls_that_count_in_full()
    {
        KeptCalls journal = new();
        CallLedger before = Ledger(1, journal);
        await before.AnswerAsync(await before.ReserveAsync("p", "answered", 0.3m, Token), Output(0.1m));
        await before.ReleaseAsync(await before.ReserveAsync("p", "released", 0.3m, Token));
        await before.LoseAsync(await before.ReserveAsync("p", "lost", 0.2m, Token));
        await before.CountAsync("p", "recorded", Output(0.05m));
        await before.CountAsync("p", "recorded", Output(0.05m));
        await before.ReserveAsync("p", "open", 0.15m, Token);

        CallLedger after = new(1, journal.Left(), journal, static _ => { }, static _ => { });

        Assert.Equal(0.1m + 0.2m + 0.05m + 0.15m, after.SpentUsd);
        Assert.Equal(before.SpentUsd, after.SpentUsd);
        Assert.NotNull(after.AnswerOf("answered"));
        Assert.Null(after.AnswerOf("open"));
        Assert.Equal(2, (await after.ReserveAsync("p", "open", 0.15m, Token)).Attempt);
        Assert.Equal(0.1m, after.DearestOf("p"));
    }

    [Fact]
    public async Task Nothing_is_asked_in_the_name_of_an_optimization_that_is_another_process_s()
    {
        KeptCalls journal = new() { IsOurs = false };
        using CancellationTokenSource work = new();
        CallLedger ledger = new(1, [], journal, static _ => { }, _ => work.Cancel());

        await Assert.ThrowsAsync<OperationCanceledException>(() => ledger.ReserveAsync("p", "k", 0.1m, Token));

        Assert.True(work.IsCancellationRequested);
        Assert.Equal(0, ledger.SpentUsd);
    }

    [Fact]
    public async Task A_service_that_charges_more_than_it_could_is_told_and_nothing_more_is_asked()
    {
        List<Diagnostic> warnings = [];
        CallLedger ledger = new(1, [], new KeptCalls(), warnings.Add, static _ => { });

        await ledger.AnswerAsync(await ledger.ReserveAsync("dear", "1", 0.6m, Token), Output(1.5m));

        Assert.Contains("Provider 'dear' charged $1.5 for a call for which $0.6 was set aside", Assert.Single(warnings).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PtmException>(() => ledger.ReserveAsync("free", "2", 0, Token));
    }

    static CallLedger Ledger(decimal limit, KeptCalls journal) => new(limit, [], journal, static _ => { }, static _ => { });

    static ModelOutput Output(decimal cost) => new() { Text = "answer", CostUsd = cost };
}
