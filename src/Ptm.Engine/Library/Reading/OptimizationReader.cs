using Ptm.Engine.Optimizing;

namespace Ptm.Engine.Library.Reading;

/// <summary>Reads <c>optimization:</c> of a <c>ptm.yaml</c>.</summary>
internal static class OptimizationReader
{
    const string Key = "optimization";

    static readonly string[] s_keys =
    [
        "mutator_profile", "held_out", "candidates_per_cycle", "patience", "seed", "max_answer_tokens", "comparison_strategy", "visibility_scope", "stability_samples",
        "validation_samples", "flakiness_threshold", "min_consistent_improvement", "variance_aware_mutator", "variance_signal", "enforce_target_score", "chained_baseline_mode",
    ];

    public static OptimizationDefaults Read(MappingReader configuration)
    {
        if (configuration.Child(Key) is not { } reader)
        {
            return new();
        }

        reader.RefuseOtherKeys($"'{Key}'", s_keys);
        return new()
        {
            Mutator = reader.Text("mutator_profile"),
            HeldOut = reader.Number("held_out", 0, OptimizationLimits.MostHeldOut),
            CandidatesPerCycle = reader.Whole("candidates_per_cycle", 1, OptimizationLimits.MostCandidates),
            Patience = reader.Whole("patience", 1, OptimizationLimits.MostCycles),
            Seed = reader.Whole("seed", 0, OptimizationLimits.MostSeed),
            MaxAnswerTokens = reader.Whole("max_answer_tokens", 1, OptimizationLimits.MostAnswerTokens),
            ComparisonStrategy = Word<ComparisonStrategy>(reader, "comparison_strategy"),
            Visibility = Word<VisibilityScope>(reader, "visibility_scope"),
            StabilitySamples = reader.Whole("stability_samples", 1, OptimizationLimits.MostSamples),
            ValidationSamples = reader.Whole("validation_samples", 1, OptimizationLimits.MostSamples),
            FlakinessThreshold = reader.Number("flakiness_threshold", 0, 1),
            MinConsistentImprovement = reader.Number("min_consistent_improvement", 0, OptimizationLimits.MostPoints),
            VarianceAwareMutator = reader.Flag("variance_aware_mutator"),
            VarianceSignal = Word<VarianceSignal>(reader, "variance_signal"),
            EnforceTargetScore = reader.Flag("enforce_target_score"),
            ChainedBaselineMode = Word<ChainedBaselineMode>(reader, "chained_baseline_mode"),
        };
    }

    static T? Word<T>(MappingReader reader, string key)
        where T : struct, Enum
    {
        if (reader.Text(key) is not { } word)
        {
            return null;
        }

        if (SettingWords<T>.Parse(word) is not { } value)
        {
            reader.File.Error(DiagnosticCodes.InvalidValue, SettingWords<T>.Expected(key, word), reader.Node(key) ?? reader.Mapping);
            return null;
        }

        return value;
    }
}
