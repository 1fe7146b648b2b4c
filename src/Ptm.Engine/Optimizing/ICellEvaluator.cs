namespace Ptm.Engine.Optimizing;

/// <summary>Evaluates samples of candidates within the money.</summary>
internal interface ICellEvaluator
{
    /// <summary>Evaluates samples, several at once.</summary>
    /// <param name="cells">A candidate's prompt, a case, a provider and a sample number each.</param>
    /// <param name="keptUsd">What has to be left of the money for later, in USD.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The results in the order of <paramref name="cells"/>; null for those that the money did not suffice for.</returns>
    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    Task<IReadOnlyList<CaseResult?>> EvaluateAsync(IReadOnlyList<PlannedCase> cells, decimal keptUsd, CancellationToken cancellationToken);

    /// <summary>The most that a sample may cost, in USD, by the length of what is asked and the longest answer; 0 where it costs nothing.</summary>
    decimal BoundUsd(PlannedCase cell) => 0;

    /// <summary>What surely has to be left of the money for a call of a provider to be made, in USD, however little it reads; 0 where that is not known before.</summary>
    decimal LeastUsd(string provider, PromptDefinition prompt) => 0;
}
