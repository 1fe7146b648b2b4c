namespace Ptm.Engine.Optimizing.Spending;

/// <summary>Evaluates samples of candidates with an evaluator whose providers are within the money.</summary>
/// <param name="models">The evaluator and its providers.</param>
/// <param name="judge">The judge of prompts that name none; null for none.</param>
/// <param name="ledger">The money.</param>
/// <param name="slots">How many cases are evaluated at once, with whoever shares them.</param>
/// <param name="atOnce">How many of these cases may be evaluated at once, at least one.</param>
internal sealed class BudgetedCells(BudgetedModels models, string? judge, CallLedger ledger, SemaphoreSlim slots, int atOnce = int.MaxValue) : ICellEvaluator
{
    public async Task<IReadOnlyList<CaseResult?>> EvaluateAsync(IReadOnlyList<PlannedCase> cells, decimal keptUsd, CancellationToken cancellationToken)
    {
        CaseResult?[] results = new CaseResult?[cells.Count];
        List<Task> inFlight = [];
        using SemaphoreSlim own = new(atOnce);
        bool isShort = false;
        try
        {
            for (int i = 0; i < cells.Count; i++)
            {
                // A slot of all is not kept from others while this waits for those of its own.
                await own.WaitAsync(cancellationToken).ConfigureAwait(false);
                await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (Volatile.Read(ref isShort))
                {
                    slots.Release();
                    break;
                }

                int index = i;
                inFlight.Add(Task.Run(() => EvaluateInSlotAsync(index), CancellationToken.None));
            }
        }
        finally
        {
            await Task.WhenAll(inFlight).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return results;

        async Task EvaluateInSlotAsync(int index)
        {
            try
            {
                results[index] = await EvaluateAsync(cells[index], keptUsd, cancellationToken).ConfigureAwait(false);
                if (results[index] is null)
                {
                    Volatile.Write(ref isShort, true);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Told to the caller once every case has ended.
            }
            finally
            {
                slots.Release();
                own.Release();
            }
        }
    }

    async Task<CaseResult?> EvaluateAsync(PlannedCase cell, decimal keptUsd, CancellationToken cancellationToken)
    {
        int refusals = ledger.Refusals;
        using SpendingScope scope = SpendingScope.Begin(keptUsd);
        CaseResult result = await models.Evaluator.EvaluateAsync(cell, new(), cancellationToken).ConfigureAwait(false);

        // What several cases ask together is refused on behalf of one of them, and an error of all.
        return scope.IsShort || (result.Outcome == CaseOutcome.Error && ledger.Refusals > refusals) ? null : result;
    }

    public decimal BoundUsd(PlannedCase cell)
    {
        // A template is about as long as what is made of it, but for its variables.
        ProviderRequest request = new()
        {
            Prompt = new() { Text = cell.Prompt.Text ?? string.Concat(cell.Prompt.Messages.Select(message => message.Content)) },
            ToolDefinitions = cell.Prompt.ToolDefinitions,
        };
        request = request with { Prompt = new() { Text = request.Prompt.Text + cell.Case.Vars.GetRawText() } };
        return Bound(models.Providers.Get(cell.Provider, null), request) + Judges.Of(cell.Prompt, cell.Case, judge).Sum(name => Bound(models.Providers.GetJudge(name, null), request));
    }

    public decimal LeastUsd(string provider, PromptDefinition prompt) => Bound(models.Providers.Get(provider, null), new() { Prompt = new() { Text = "" }, ToolDefinitions = prompt.ToolDefinitions });

    static decimal Bound(IPromptProvider provider, ProviderRequest request) => (provider as IBoundedProvider)?.BoundUsd(request) ?? 0;
}
