using System.Globalization;
using Ptm.Engine.Operations;
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
/// <param name="CycleUsd">What such a cycle costs at most, with proposals that read little.</param>
/// <param name="FinalUsd">What the held-out cases cost at most.</param>
internal sealed record OptimizationEstimate(OptimizationSettings Settings, int Train, int HeldOut, int Baseline, int Cycle, int Final, decimal BaselineUsd, decimal CycleUsd, decimal FinalUsd)
{
    decimal MostUsd => BaselineUsd + CycleUsd + FinalUsd;

    /// <summary>Why the money may not suffice for the baseline, a cycle and the held-out cases; null where it will.</summary>
    public string? Doubt => MostUsd <= Settings.MaxCostUsd ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"max_cost_usd {Settings.MaxCostUsd} may not suffice for one cycle: with every answer as long as it may be, the baseline costs ${Up(BaselineUsd)}, a cycle ${Up(CycleUsd)} and the held-out cases ${Up(FinalUsd)}, together ${Up(MostUsd)}; most answers cost a fraction of it");

    /// <summary>Refuses money that surely does not suffice for the first answer, as no call is made that could exceed what there is; and what has no bound.</summary>
    /// <exception cref="PtmException">It does not (PTM3004).</exception>
    public static void RefuseTooLittle(PromptDefinition prompt, OptimizationSettings settings, ICellEvaluator cells)
    {
        decimal most = Of(prompt, settings, cells).MostUsd;
        (string provider, decimal least) = settings.Providers.Select(name => (name, cells.LeastUsd(name, prompt))).MaxBy(one => one.Item2);
        if (least > settings.MaxCostUsd)
        {
            throw Rights.Invalid(string.Create(
                CultureInfo.InvariantCulture,
                $"max_cost_usd {settings.MaxCostUsd} does not suffice for a single answer of provider '{provider}', which may cost ${Up(least)} and what it reads. Raise max_cost_usd (with every answer as long as it may be, a baseline, a cycle and the held-out cases come to ${Up(most)}), or set a lower max_tokens in the provider's profile."));
        }
    }

    /// <summary>The estimate of a prompt that can be optimized.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="settings">How.</param>
    /// <param name="cells">Tells what a sample costs at most.</param>
    public static OptimizationEstimate Of(PromptDefinition prompt, OptimizationSettings settings, ICellEvaluator cells)
    {
        CasesSplit split = CaseSplit.Of(prompt, settings.HeldOut);
        IReadOnlyDictionary<string, TestCase> cases = CaseSplit.Find(prompt, split);
        int providers = settings.Providers.Count;
        decimal baselineUsd = Bound(split.Train) * settings.StabilitySamples;
        int baseline = split.Train.Count * providers * settings.StabilitySamples;
        return new(
            settings,
            split.Train.Count,
            split.HeldOut.Count,
            baseline,
            settings.CandidatesPerCycle * (baseline + 1),
            2 * split.HeldOut.Count * providers * settings.ValidationSamples,
            baselineUsd,
            settings.CandidatesPerCycle * (baselineUsd + cells.LeastUsd(settings.Mutator, prompt)),
            2 * Bound(split.HeldOut) * settings.ValidationSamples);

        decimal Bound(IEnumerable<string> ids) =>
            ids.Sum(id => settings.Providers.Sum(provider => cells.BoundUsd(new(prompt, cases[id], provider, 0))));
    }

    static string Up(decimal usd) => (decimal.Ceiling(usd * 10_000) / 10_000).ToString("0.00##", CultureInfo.InvariantCulture);
}
