using System.CommandLine;
using Ptm.Engine.Optimizing;

namespace Ptm.Cli.Commands;

/// <summary>How a prompt is optimized: each field of a request is an option.</summary>
internal static class OptimizeOptions
{
    static readonly Option<string[]> s_provider = new("--provider") { Description = "Scores on this provider instead of the prompt's own. May be repeated.", HelpName = "NAME" };
    static readonly Option<string?> s_judge = new("--judge") { Description = "The judge of the cases. Default: the prompt's own.", HelpName = "NAME" };
    static readonly Option<int?> s_maxCycles = NumberOption.Create("--max-cycles", "Cycles at most, 1 to 1000. Default: 10.", "N", 1, OptimizationLimits.MostCycles);
    static readonly Option<double?> s_targetScore = NumberOption.Create<double>("--target-score", "Score at which the search ends. Default: 90.", "0-100", 0, OptimizationLimits.MostPoints);
    static readonly Option<double?> s_minImprovement = NumberOption.Create<double>("--min-improvement", "The least gain that counts, in points. Default: 2.", "0-100", 0, OptimizationLimits.MostPoints);
    static readonly Option<decimal?> s_maxCostUsd = NumberOption.Create("--max-cost-usd", "What may be spent, in USD; no call is made that could exceed it. Default: 20.", "USD", 0.000001m, OptimizationLimits.MostUsd);
    static readonly Option<string?> s_comparison = Words<ComparisonStrategy>("--comparison-strategy", "How parents and the candidate that is tried are chosen. Default: pareto.");
    static readonly Option<string?> s_visibility = Words<VisibilityScope>("--visibility-scope", "Who may see the optimization on a server. Default: private.");
    static readonly Option<int?> s_stability = NumberOption.Create("--stability-samples", "Samples of each case that is not held out, 1 to 25. Default: 2.", "N", 1, OptimizationLimits.MostSamples);
    static readonly Option<int?> s_validation = NumberOption.Create("--validation-samples", "Samples of each held-out case, 1 to 25. Default: 3.", "N", 1, OptimizationLimits.MostSamples);
    static readonly Option<double?> s_flakiness = NumberOption.Create<double>("--flakiness-threshold", "The variance signal above which a case is flaky. Default: 0.2.", "0-1", 0, 1);
    static readonly Option<double?> s_consistent = NumberOption.Create<double>("--min-consistent-improvement", "What the lower end of the gain's interval has to reach, in points. Default: 0.", "0-100", 0, OptimizationLimits.MostPoints);
    static readonly Option<string?> s_varianceAware = Flag("--variance-aware-mutator", "Whether the mutator is told how the samples of a case differ. Default: true.");
    static readonly Option<string?> s_signal = Words<VarianceSignal>("--variance-signal", "By which figure samples differ. Default: score_stddev.");
    static readonly Option<string?> s_enforce = Flag("--enforce-target-score", "Whether ending below the target is a failure. Default: false.");
    static readonly Option<string?> s_chained = Words<ChainedBaselineMode>("--chained-baseline-mode", "What a cycle's improvement is measured against. Default: original.");

    public static void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            s_provider, s_judge, s_maxCycles, s_targetScore, s_minImprovement, s_maxCostUsd, s_comparison, s_visibility, s_stability, s_validation,
            s_flakiness, s_consistent, s_varianceAware, s_signal, s_enforce, s_chained,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The request that the options make; what is not said is left to the library or the server.</summary>
    public static OptimizationRequest Read(ParseResult parsed)
    {
        OptimizationRequest none = new();
        return none with
        {
            ProviderProfiles = parsed.GetValue(s_provider) is { Length: > 0 } providers ? providers : null,
            JudgeProfile = parsed.GetValue(s_judge),
            MaxCycles = parsed.GetValue(s_maxCycles) ?? none.MaxCycles,
            TargetScore = parsed.GetValue(s_targetScore) ?? none.TargetScore,
            MinImprovement = parsed.GetValue(s_minImprovement) ?? none.MinImprovement,
            MaxCostUsd = parsed.GetValue(s_maxCostUsd) ?? none.MaxCostUsd,
            ComparisonStrategy = parsed.GetValue(s_comparison),
            VisibilityScope = parsed.GetValue(s_visibility) is { } scope ? SettingWords<VisibilityScope>.Parse(scope) : null,
            StabilitySamples = parsed.GetValue(s_stability),
            ValidationSamples = parsed.GetValue(s_validation),
            FlakinessThreshold = parsed.GetValue(s_flakiness),
            MinConsistentImprovement = parsed.GetValue(s_consistent),
            VarianceAwareMutator = Said(parsed, s_varianceAware),
            VarianceSignal = parsed.GetValue(s_signal),
            EnforceTargetScore = Said(parsed, s_enforce),
            ChainedBaselineMode = parsed.GetValue(s_chained),
        };
    }

    static Option<string?> Words<T>(string name, string description)
        where T : struct, Enum => OneOf(name, description, SettingWords<T>.All);

    // As words, since an option of the type bool takes what is none for an argument of the command.
    static Option<string?> Flag(string name, string description) => OneOf(name, description, ["true", "false"]);

    static bool? Said(ParseResult parsed, Option<string?> flag) => parsed.GetValue(flag) is { } word ? bool.Parse(word) : null;

    static Option<string?> OneOf(string name, string description, IReadOnlyList<string> words)
    {
        Option<string?> option = new(name) { Description = description, HelpName = string.Join('|', words) };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var word] && !words.Contains(word.Value, StringComparer.Ordinal))
            {
                result.AddError($"{name} takes {string.Join(", ", words)}, and '{word.Value}' was given.");
            }
        });
        return option;
    }
}
