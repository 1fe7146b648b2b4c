using System.Collections.Concurrent;
using Ptm.Engine.Running.Comparisons;
using Ptm.Engine.Running.Sessions;

namespace Ptm.Engine.Running;

/// <summary>Evaluates cases one by one, in whatever order they are asked for.</summary>
/// <param name="evaluator">Evaluates a case.</param>
/// <param name="comparison">Compares outputs.</param>
/// <param name="rulesOf">How the cases of a prompt run.</param>
/// <param name="plan">The whole plan of the file that a case comes from, in order.</param>
/// <param name="run">The run that the cases are part of: what comes before all cases is done once, and their time is one. Null where each is one by itself.</param>
internal sealed class SingleCases(Evaluator evaluator, OutputComparison comparison, Func<PromptDefinition, Library.RunRules> rulesOf, Func<PlannedCase, IEnumerable<PlannedCase>> plan, RunSession? run)
{
    readonly CaseChain _chain = new(evaluator, plan, run);
    readonly ComparedCases _compared = new(comparison, keepsGroups: true);
    readonly ConcurrentDictionary<string, Lazy<int>> _watched = new(StringComparer.Ordinal);

    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public Task<CaseResult> EvaluateAsync(PlannedCase planned, CancellationToken cancellationToken)
    {
        if (ComparedCases.AreIn(planned.Case))
        {
            // All cases of the file, so that those that are compared find one another.
            _ = _watched.GetOrAdd(planned.Prompt.Id, _ => new(() => _compared.Watch(plan(planned)).Count())).Value;
            return _compared.EvaluateAsync(planned, EvaluateUnfinishedAsync, cancellationToken);
        }

        return rulesOf(planned.Prompt).RunsInOrder ? _chain.EvaluateAsync(planned, cancellationToken) : evaluator.EvaluateAsync(planned, new() { Run = run }, cancellationToken);
    }

    Task<UnfinishedCase> EvaluateUnfinishedAsync(PlannedCase planned, CancellationToken cancellationToken) => rulesOf(planned.Prompt).RunsInOrder
        ? _chain.EvaluateUnfinishedAsync(planned, cancellationToken)
        : evaluator.EvaluateUnfinishedAsync(planned, new() { ComparesOutputs = true, Run = run }, cancellationToken);
}
