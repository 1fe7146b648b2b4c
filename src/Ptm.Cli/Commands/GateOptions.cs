using System.CommandLine;

namespace Ptm.Cli.Commands;

/// <summary>What a run is held against: limits, and how sure a verdict has to be.</summary>
internal static class GateOptions
{
    static readonly Option<double?> s_minScore = NumberOption.Create<double>("--min-score", "Lowest score of the run, 0 to 100.", "0-100", 0, 100);
    static readonly Option<double?> s_minPassRate = NumberOption.Create<double>("--min-pass-rate", "Lowest pass rate of the run, 0 to 1.", "0-1", 0, 1);
    static readonly Option<decimal?> s_maxCostUsd = NumberOption.Create<decimal>("--max-cost-usd", "Highest cost of the run, in USD.", "USD", 0);
    static readonly Option<double?> s_maxLatencyMs = NumberOption.Create<double>("--max-latency-ms", "Longest latency that 95 % of the calls stay within, in milliseconds.", "MS", 0);
    static readonly Option<int?> s_maxErrors = NumberOption.Create("--max-errors", "How many cases may end in an error. Default: 0.", "N", least: 0);
    static readonly Option<int?> s_maxUnchecked = NumberOption.Create("--max-unchecked", "How many cases may be unchecked. Default: 0.", "N", least: 0);
    static readonly Option<double?> s_confidence = NumberOption.Create<double>("--confidence", "How sure a verdict on score, pass rate or baseline has to be, such as 0.95. Default: figures are compared as they are; with --baseline 0.95.", "0.5-1", 0.5, 1, withoutEnds: true);
    static readonly Option<string?> s_population = new("--population") { Description = "What the intervals of score and pass rate are about: cases-like-these or these-cases. Default: cases-like-these." };
    static readonly Option<string?> s_baseline = PathOption.Create("--baseline", "An earlier run, which the metrics must not have fallen from; --write-baseline makes one.");
    static readonly Option<double?> s_minEffect = NumberOption.Create<double>("--min-effect", "How far a metric may fall below the baseline, 0 to 1: 0.02 is 0.02 of the pass rate and 2 of the score. Default: 0.", "0-1", 0, 0.999);
    static readonly Option<string?> s_onInconclusive = new("--on-inconclusive") { Description = "What to do when the run does not suffice to tell: warn, fail or pass. Default: warn, and fail where more than half is gone since the baseline." };

    static readonly Option<bool> s_sequential = new("--sequential") { Description = "Takes the samples of --samples in rounds, and stops when the verdict stands. Default: all are taken." };

    /// <summary>Whether sampling may stop early.</summary>
    public static bool IsSequential(ParseResult parsed) => parsed.GetValue(s_sequential);

    public static void AddTo(Command command)
    {
        s_population.AcceptOnlyFromAmong("cases-like-these", "these-cases");
        s_onInconclusive.AcceptOnlyFromAmong("warn", "fail", "pass");
        foreach (Option option in new Option[] { s_minScore, s_minPassRate, s_maxCostUsd, s_maxLatencyMs, s_maxErrors, s_maxUnchecked, s_confidence, s_population, s_baseline, s_minEffect, s_onInconclusive, s_sequential })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(s_minEffect) is not null && result.GetResult(s_baseline) is null)
            {
                result.AddError("--min-effect says how far a metric may fall below a baseline, so it needs --baseline.");
            }
        });
    }

    /// <summary>The baseline's file; null for none.</summary>
    public static string? BaselinePath(ParseResult parsed) => parsed.GetValue(s_baseline);

    /// <exception cref="PtmException">The baseline cannot be read.</exception>
    public static Gate Read(ParseResult parsed) => parsed.GetValue(s_onInconclusive) switch
    {
        "warn" => Limits(parsed) with { OnInconclusive = GateInconclusive.Warn },
        "fail" => Limits(parsed) with { OnInconclusive = GateInconclusive.Fail },
        "pass" => Limits(parsed) with { OnInconclusive = GateInconclusive.Pass },
        _ => Limits(parsed),
    };

    static Gate Limits(ParseResult parsed) => new()
    {
        MinScore = parsed.GetValue(s_minScore),
        MinPassRate = parsed.GetValue(s_minPassRate),
        MaxCostUsd = parsed.GetValue(s_maxCostUsd),
        MaxLatencyMs = parsed.GetValue(s_maxLatencyMs),
        MaxErrors = parsed.GetValue(s_maxErrors) ?? 0,
        MaxUnchecked = parsed.GetValue(s_maxUnchecked) ?? 0,
        Confidence = parsed.GetValue(s_confidence),
        Population = parsed.GetValue(s_population) == "these-cases" ? GatePopulation.TheseCases : GatePopulation.CasesLikeThese,
        Baseline = parsed.GetValue(s_baseline) is { } path ? Baseline.Read(path) : null,
        MinEffect = parsed.GetValue(s_minEffect) ?? 0,
    };
}
