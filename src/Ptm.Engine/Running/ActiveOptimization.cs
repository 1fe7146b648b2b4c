using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Journaling;
using Ptm.Engine.Optimizing.Mutating;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Optimizing.Stores;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Running;

/// <summary>An optimization that this worker has: goes on where its steps and calls end, and ends it.</summary>
#pragma warning disable CA1001 // A source of cancellation without a timer holds nothing, and a stop may come after the end.
internal sealed class ActiveOptimization(OptimizationDesk desk, string id)
#pragma warning restore CA1001
{
    readonly CancellationTokenSource _stop = new();
    readonly HeldOptimization _held = new(desk.Store, id, desk.Worker);
    Task _work = Task.CompletedTask;

    /// <summary>Begins the work.</summary>
    /// <param name="ended">Called when the work has ended, however it did.</param>
    public void Start(Action ended) => _work = Task.Run(async () =>
    {
        try
        {
            await WorkAsync().ConfigureAwait(false);
        }
        finally
        {
            ended();
        }
    });

    /// <summary>Ends the work: calls in flight are cancelled and counted. The optimization itself goes on, elsewhere or later.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
    }

    async Task WorkAsync()
    {
        Task renewing = RenewAsync();
        try
        {
            await OptimizeAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It was stopped, or another worker has it, or what it asks can no longer be kept.
            if (_held.Failure is { } failed and not ObjectDisposedException)
            {
                Warn(failed);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (_held.Failure is { } failed)
            {
                // The store failed. The claim runs out and the optimization is taken up again, from what is stored.
                Warn(failed);
            }
            else
            {
                // Taken up again, it would fail again.
                await FailAsync(e is PtmException told ? told.Diagnostics[0].Message : $"The optimization could not go on: {e.GetType().Name}: {e.Message}").ConfigureAwait(false);
            }
        }
        finally
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
        }
    }

    async Task OptimizeAsync()
    {
        OptimizationSpec spec = await desk.Store.ReadSpecAsync(id, _stop.Token).ConfigureAwait(false) ?? throw new InvalidOperationException("Nobody knows what was asked for.");
        CarriedCalls carried = await desk.Store.FindAsync(id, _stop.Token).ConfigureAwait(false) is { } stored ? await CarriedCalls.ReadAsync(desk.Store, stored, _stop.Token).ConfigureAwait(false) : new(null, []);
        CallLedger ledger = new(spec.Settings.MaxCostUsd, await desk.Store.ReadCallsAsync(id, _stop.Token).ConfigureAwait(false), _held, desk.Warn, _ => _stop.Cancel(), carried.Calls);
        OptimizationLog log = new(_held, await desk.Store.ReadStepsAsync(id, 0, _stop.Token).ConfigureAwait(false), ledger, carried.Answers, OptimizationJson.Default.OptimizationEvent);
        int atOnce = desk.RulesOf(spec.Prompt).AtOnce(int.MaxValue);
        using SemaphoreSlim proposing = new(atOnce);
        BudgetedModels models = desk.Within(new(ledger, spec.Settings.MaxAnswerTokens));
        Concluded concluded = await new Optimizer(
            spec,
            new BudgetedCells(models, desk.Judge, ledger, desk.Slots, atOnce),
            new Mutator(AskWith(models.Providers.GetJudge(spec.Settings.Mutator, null), proposing), desk.Renderer),
            log).RunAsync(_stop.Token).ConfigureAwait(false);
        desk.Ended();
        int? version = concluded.Verdict == OptimizationVerdict.Improved ? await ProposeAsync(spec).ConfigureAwait(false) : null;
        await desk.Store.EndAsync(id, new(concluded.Error is null ? RunState.Completed : RunState.Failed, concluded.Error, version, concluded.IsUnfinished), _stop.Token).ConfigureAwait(false);
    }

    static AskMutator AskWith(IPromptProvider model, SemaphoreSlim atOnce) => async (request, keptUsd, cancellationToken) =>
    {
        await atOnce.WaitAsync(cancellationToken).ConfigureAwait(false);
        using SpendingScope scope = SpendingScope.Begin(keptUsd);
        try
        {
            return await model.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (PtmException) when (scope.IsShort)
        {
            return null;
        }
        finally
        {
            atOnce.Release();
        }
    };

    // As a version that nobody gets unless they ask for it, where the store has versions and the prompt is the caller's.
    async Task<int?> ProposeAsync(OptimizationSpec spec)
    {
        StoredOptimization? stored = await desk.Store.FindAsync(id, _stop.Token).ConfigureAwait(false);
        StoredPrompt? prompt = desk.Prompts.IsReadOnly ? null : await desk.Prompts.FindAsync(spec.Prompt.Id, stored?.PromptVersion, _stop.Token).ConfigureAwait(false);
        if (stored is null || prompt is null || !(stored.MayPropose || prompt.Ownership.Name == stored.Ownership.Name))
        {
            return null;
        }

        IReadOnlyList<StoredStep> steps = await desk.Store.ReadStepsAsync(id, 0, _stop.Token).ConfigureAwait(false);
        Optimization found = OptimizationView.Of(spec, steps.Select(step => OptimizationLog.Read(step.Content, OptimizationJson.Default.OptimizationEvent)), withCandidates: false);
        PromptDefinition better = prompt.Prompt with { Text = found.BestMessages is null ? found.BestPromptText : null, Messages = found.BestMessages ?? [] };
        StoredPrompt? proposed = await desk.Prompts.AddProposalAsync(better, $"optimization/{id}", _stop.Token).ConfigureAwait(false);
        return proposed?.Prompt.Version;
    }

    async Task FailAsync(string error)
    {
        desk.Warn(new(DiagnosticCodes.ServerFailed, DiagnosticSeverity.Warning, $"{error} (optimization {id})"));
        try
        {
            await desk.Store.EndAsync(id, new(RunState.Failed, error, IsUnfinished: true), _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PtmException or OperationCanceledException)
        {
            // The store failed as well, or it was stopped meanwhile: it is taken up again.
        }
    }

    void Warn(Exception failed) => desk.Warn(failed is PtmException told ? told.Diagnostics[0] : new(DiagnosticCodes.ServerFailed, DiagnosticSeverity.Warning, $"The store failed: {failed.GetType().Name}: {failed.Message}"));

    async Task RenewAsync()
    {
        using PeriodicTimer timer = new(RunDesk.Renewal, desk.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                if (!await HoldsAsync().ConfigureAwait(false))
                {
                    await _stop.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    async Task<bool> HoldsAsync()
    {
        try
        {
            return await desk.ClaimAsync(id, _stop.Token).ConfigureAwait(false);
        }
        catch (PtmException e)
        {
            // A full disk, say: nothing is asked that cannot be kept, and nobody else can take it either.
            desk.Warn(e.Diagnostics[0]);
            return true;
        }
    }
}
