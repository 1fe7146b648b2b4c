using Ptm.Engine.Optimizing.Splitting;

namespace Ptm.Engine.Optimizing;

/// <summary>What an optimization would ask, before anything is asked.</summary>
/// <param name="Settings">What holds.</param>
/// <param name="Train">Cases that the search sees.</param>
/// <param name="HeldOut">Cases that it never sees.</param>
/// <param name="Baseline">Calls that find out where the prompt stands.</param>
/// <param name="Cycle">Calls of a cycle whose candidates all stay to its end, proposals included.</param>
/// <param name="Final">Calls that ask the held-out cases, of both prompts.</param>
/// <param name="BaselineUsd">What the baseline costs at most, in USD, with every answer as long as it may be.</param>
/// <param name="FinalUsd">What the held-out cases cost at most.</param>
internal sealed record OptimizationEstimate(OptimizationSettings Settings, int Train, int HeldOut, int Baseline, int Cycle, int Final, decimal BaselineUsd, decimal FinalUsd)
{
    /// <summary>The estimate of a prompt that can be optimized.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="settings">How.</param>
    /// <param name="cells">Tells what a sample costs at most.</param>
    public static OptimizationEstimate Of(PromptDefinition prompt, OptimizationSettings settings, ICellEvaluator cells)
    {
        CasesSplit split = CaseSplit.Of(prompt, settings.HeldOut);
        IReadOnlyDictionary<string, TestCase> cases = CaseSplit.Find(prompt, split);
        int providers = settings.Providers.Count;
        int baseline = split.Train.Count * providers * settings.StabilitySamples;
        return new(
            settings,
            split.Train.Count,
            split.HeldOut.Count,
            baseline,
            settings.CandidatesPerCycle * (baseline + 1),
            2 * split.HeldOut.Count * providers * settings.ValidationSamples,
            Bound(split.Train) * settings.StabilitySamples,
            2 * Bound(split.HeldOut) * settings.ValidationSamples);

        decimal Bound(IEnumerable<string> ids) =>
            ids.Sum(id => settings.Providers.Sum(provider => cells.BoundUsd(new(prompt, cases[id], provider, 0))));
    }
}
