using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Journaling;
using Ptm.Engine.Optimizing.Mutating;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Optimizing.Stores;
using Ptm.Engine.Running.Claims;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Running;

/// <summary>An optimization that a worker has: goes on where its steps and calls end, and ends it.</summary>
internal sealed class ActiveOptimization(OptimizationDesk desk, Claim claim)
{
    readonly string _id = claim.Id;
    readonly CancellationToken _stopped = claim.Stopped;
    readonly HeldOptimization _held = new(desk.Store, claim.Id, claim.Worker);

    public async Task GoOnAsync()
    {
        try
        {
            await OptimizeAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // It was stopped, or another worker has it, or what it asks can no longer be kept.
            if (_held.Failure is { } failed and not ObjectDisposedException)
            {
                desk.Tell(failed);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (_held.Failure is { } failed)
            {
                // The store failed. The claim runs out and the optimization is taken up again, from what is stored.
                desk.Tell(failed);
            }
            else
            {
                // Taken up again, it would fail again.
                await FailAsync(e is PtmException told ? told.Diagnostics[0].Message : $"The optimization could not go on: {e.GetType().Name}: {e.Message}").ConfigureAwait(false);
            }
        }
    }

    async Task OptimizeAsync()
    {
        OptimizationSpec spec = await desk.Store.ReadSpecAsync(_id, _stopped).ConfigureAwait(false) ?? throw new InvalidOperationException("Nobody knows what was asked for.");
        CarriedCalls carried = await desk.Store.FindAsync(_id, _stopped).ConfigureAwait(false) is { } stored ? await CarriedCalls.ReadAsync(desk.Store, stored, _stopped).ConfigureAwait(false) : new(null, []);
        CallLedger ledger = new(spec.Settings.MaxCostUsd, await desk.Store.ReadCallsAsync(_id, _stopped).ConfigureAwait(false), _held, desk.Warn, _ => claim.LetGo(), carried.Calls);
        OptimizationLog log = new(_held, await desk.Store.ReadStepsAsync(_id, 0, _stopped).ConfigureAwait(false), ledger, carried.Answers, OptimizationJson.Default.OptimizationEvent);
        int atOnce = desk.Parts.RulesOf(spec.Prompt).AtOnce(int.MaxValue);
        using SemaphoreSlim proposing = new(atOnce);
        BudgetedModels models = desk.Parts.Within(new(ledger, spec.Settings.MaxAnswerTokens));
        Concluded concluded = await new Optimizer(
            spec,
            new BudgetedCells(models, desk.Judge, ledger, desk.Parts.Slots, atOnce),
            new Mutator(AskWith(models.Providers.GetJudge(spec.Settings.Mutator, null), spec.FirstSample, proposing), desk.Parts.Renderer),
            log).RunAsync(_stopped).ConfigureAwait(false);
        desk.Parts.SaveCassettes();
        int? version = concluded.Verdict == OptimizationVerdict.Improved ? await ProposeAsync(spec).ConfigureAwait(false) : null;
        await desk.Store.EndAsync(_id, new(concluded.Error is null ? RunState.Completed : RunState.Failed, concluded.Error, version, concluded.IsUnfinished), _stopped).ConfigureAwait(false);
    }

    static AskMutator AskWith(IPromptProvider model, int firstSample, SemaphoreSlim atOnce) => async (request, keptUsd, cancellationToken) =>
    {
        await atOnce.WaitAsync(cancellationToken).ConfigureAwait(false);
        using SpendingScope scope = SpendingScope.Begin(keptUsd);
        try
        {
            return await model.CompleteAsync(request with { Sample = firstSample + request.Sample }, cancellationToken).ConfigureAwait(false);
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
        StoredOptimization? stored = await desk.Store.FindAsync(_id, _stopped).ConfigureAwait(false);
        StoredPrompt? prompt = desk.Prompts.IsReadOnly ? null : await desk.Prompts.FindAsync(spec.Prompt.Id, stored?.PromptVersion, _stopped).ConfigureAwait(false);
        if (stored is null || prompt is null || !(stored.MayPropose || prompt.Ownership.Name == stored.Ownership.Name))
        {
            return null;
        }

        IReadOnlyList<StoredStep> steps = await desk.Store.ReadStepsAsync(_id, 0, _stopped).ConfigureAwait(false);
        Optimization found = OptimizationView.Of(spec, steps.Select(step => OptimizationLog.Read(step.Content, OptimizationJson.Default.OptimizationEvent)), withCandidates: false);
        PromptDefinition better = prompt.Prompt with { Text = found.BestMessages is null ? found.BestPromptText : null, Messages = found.BestMessages ?? [] };
        StoredPrompt? proposed = await desk.Prompts.AddProposalAsync(better, $"optimization/{_id}", _stopped).ConfigureAwait(false);
        return proposed?.Prompt.Version;
    }

    async Task FailAsync(string error)
    {
        desk.Warn(new(DiagnosticCodes.ServerFailed, DiagnosticSeverity.Warning, $"{error} (optimization {_id})"));
        try
        {
            await desk.Store.EndAsync(_id, new(RunState.Failed, error, IsUnfinished: true), _stopped).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PtmException or OperationCanceledException)
        {
            // The store failed as well, or it was stopped meanwhile: it is taken up again.
        }
    }
}
