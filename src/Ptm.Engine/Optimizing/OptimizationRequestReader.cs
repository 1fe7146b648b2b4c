using System.Globalization;
using Ptm.Engine.Library;
using Ptm.Engine.Running;

namespace Ptm.Engine.Optimizing;

/// <summary>Reads a request into settings, looking at each of its fields once.</summary>
internal sealed class OptimizationRequestReader(OptimizationRequest request)
{
    readonly List<Diagnostic> _findings = [];

    /// <exception cref="PtmException">Fields are out of range or hold unknown words (PTM3004); every one is in it. The prompt names no provider (PTM3009).</exception>
    public OptimizationSettings Read(PromptDefinition prompt, LibraryConfiguration configuration)
    {
        OptimizationDefaults defaults = configuration.Optimization;
        OptimizationSettings none = new() { Providers = [], Mutator = "" };
        IReadOnlyList<string> providers = Providers(prompt);
        if (request.JudgeProfile is { } judge && string.IsNullOrWhiteSpace(judge))
        {
            Wrong("judge_profile", "the name of a provider", "empty");
        }

        if (request.VisibilityScope is { } scope && !Enum.IsDefined(scope))
        {
            Wrong("visibility_scope", string.Join(", ", SettingWords<VisibilityScope>.All), scope.ToString());
        }

        OptimizationSettings settings = new()
        {
            Providers = providers,
            Judge = request.JudgeProfile,
            Mutator = defaults.Mutator ?? request.JudgeProfile ?? prompt.JudgeProfile ?? configuration.JudgeProfile ?? providers.FirstOrDefault(""),
            MaxCycles = Whole("max_cycles", request.MaxCycles, OptimizationLimits.MostCycles),
            TargetScore = Points("target_score", request.TargetScore),
            MinImprovement = Points("min_improvement", request.MinImprovement),
            MaxCostUsd = Usd("max_cost_usd", request.MaxCostUsd),
            ComparisonStrategy = Word<ComparisonStrategy>("comparison_strategy", request.ComparisonStrategy) ?? defaults.ComparisonStrategy ?? none.ComparisonStrategy,
            Visibility = request.VisibilityScope ?? defaults.Visibility ?? none.Visibility,
            StabilitySamples = Whole("stability_samples", request.StabilitySamples ?? defaults.StabilitySamples ?? none.StabilitySamples, OptimizationLimits.MostSamples),
            ValidationSamples = Whole("validation_samples", request.ValidationSamples ?? defaults.ValidationSamples ?? none.ValidationSamples, OptimizationLimits.MostSamples),
            FlakinessThreshold = Number("flakiness_threshold", request.FlakinessThreshold ?? defaults.FlakinessThreshold ?? none.FlakinessThreshold, 1),
            MinConsistentImprovement = Points("min_consistent_improvement", request.MinConsistentImprovement ?? defaults.MinConsistentImprovement ?? none.MinConsistentImprovement),
            VarianceAwareMutator = request.VarianceAwareMutator ?? defaults.VarianceAwareMutator ?? none.VarianceAwareMutator,
            VarianceSignal = Word<VarianceSignal>("variance_signal", request.VarianceSignal) ?? defaults.VarianceSignal ?? none.VarianceSignal,
            EnforceTargetScore = request.EnforceTargetScore ?? defaults.EnforceTargetScore ?? none.EnforceTargetScore,
            ChainedBaselineMode = Word<ChainedBaselineMode>("chained_baseline_mode", request.ChainedBaselineMode) ?? defaults.ChainedBaselineMode ?? none.ChainedBaselineMode,
            HeldOut = defaults.HeldOut ?? none.HeldOut,
            CandidatesPerCycle = defaults.CandidatesPerCycle ?? none.CandidatesPerCycle,
            Patience = defaults.Patience ?? none.Patience,
            Seed = (ulong)(defaults.Seed ?? 0),
            MaxAnswerTokens = defaults.MaxAnswerTokens ?? none.MaxAnswerTokens,
        };
        return _findings.Count == 0 ? settings : throw new PtmException(_findings, null);
    }

    string[] Providers(PromptDefinition prompt)
    {
        if (request.ProviderProfiles is not { } given)
        {
            return prompt.ProviderProfiles.Count > 0 ? [.. prompt.ProviderProfiles.Distinct(StringComparer.Ordinal)] : throw Planner.NoProvider(prompt);
        }

        if (given.Count == 0 || given.Any(string.IsNullOrWhiteSpace))
        {
            Wrong("provider_profiles", "names of providers, at least one", given.Count == 0 ? "an empty list" : "a list with an empty name");
        }

        return [.. given.Distinct(StringComparer.Ordinal)];
    }

    T? Word<T>(string name, string? word)
        where T : struct, Enum
    {
        T? value = word is null ? null : SettingWords<T>.Parse(word);
        if (word is not null && value is null)
        {
            _findings.Add(new(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, SettingWords<T>.Expected(name, word)));
        }

        return value;
    }

    int Whole(string name, int value, int most)
    {
        if (value < 1 || value > most)
        {
            Wrong(name, $"a whole number from 1 to {most}", Text(value));
        }

        return value;
    }

    double Points(string name, double value) => Number(name, value, OptimizationLimits.MostPoints);

    double Number(string name, double value, double most)
    {
        if (!(value >= 0 && value <= most))
        {
            Wrong(name, $"a number from 0 to {most}", Text(value));
        }

        return value;
    }

    decimal Usd(string name, decimal value)
    {
        if (value is <= 0 or > OptimizationLimits.MostUsd)
        {
            Wrong(name, $"an amount in USD above 0, up to {OptimizationLimits.MostUsd}", Text(value));
        }

        return value;
    }

    static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    void Wrong(string name, string expected, string found) =>
        _findings.Add(new(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, $"'{name}' takes {expected}, and this is {found}."));
}
