using System.Globalization;

namespace Ptm;

/// <summary>
/// What a run has to reach. Without <see cref="MinScore"/> and <see cref="MinPassRate"/> every case has to pass.
/// The same gate stands in the build, on the command line and in tests.
/// </summary>
public sealed record Gate
{
    const int MostOfAMessage = 2_000;

    readonly double? _minScore;
    readonly double? _minPassRate;
    readonly decimal? _maxCostUsd;
    readonly double? _maxLatencyMs;
    readonly int _maxErrors;
    readonly int _maxUnchecked;

    /// <summary>Lowest score of the run, 0 to 100; null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 0 to 100.</exception>
    public double? MinScore { get => _minScore; init => _minScore = Within(value, 0, 100, nameof(MinScore)); }

    /// <summary>Lowest pass rate of the run, 0 to 1; null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 0 to 1, as a percentage would be.</exception>
    public double? MinPassRate { get => _minPassRate; init => _minPassRate = Within(value, 0, 1, nameof(MinPassRate)); }

    /// <summary>Highest cost of the run, in USD; null for none. An unknown cost is a violation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0.</exception>
    public decimal? MaxCostUsd { get => _maxCostUsd; init => _maxCostUsd = value < 0 ? throw OutOfRange(nameof(MaxCostUsd), value, "0 or more") : value; }

    /// <summary>Longest latency that 95 % of the calls stay within, in milliseconds; null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0.</exception>
    public double? MaxLatencyMs { get => _maxLatencyMs; init => _maxLatencyMs = Within(value, 0, double.MaxValue, nameof(MaxLatencyMs)); }

    /// <summary>How many cases may end in an error.</summary>
    /// <value>0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0.</exception>
    public int MaxErrors { get => _maxErrors; init => _maxErrors = value < 0 ? throw OutOfRange(nameof(MaxErrors), value, "0 or more") : value; }

    /// <summary>How many cases may be unchecked.</summary>
    /// <value>0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0.</exception>
    public int MaxUnchecked { get => _maxUnchecked; init => _maxUnchecked = value < 0 ? throw OutOfRange(nameof(MaxUnchecked), value, "0 or more") : value; }

    /// <summary>Finds everything in which <paramref name="run"/> falls short.</summary>
    /// <returns>The violations, most telling first; empty when the gate is open.</returns>
    public IReadOnlyList<GateViolation> Check(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunSummary summary = run.Summary;
        if (summary.Total == 0)
        {
            return [new(DiagnosticCodes.NoCaseRan, 0, 1, "No case ran, so nothing was checked. Is the filter or the prompt's name right?")];
        }

        return
        [
            .. Errors(run),
            .. Unchecked(run),
            .. Score(run),
            .. PassRate(run),
            .. EveryCase(run),
            .. Cost(run),
            .. Latency(run),
        ];
    }

    /// <summary>Finds everything in which a run falls short whose results were not kept.</summary>
    /// <param name="run">The run with its figures.</param>
    /// <param name="evidence">What was kept of its results, each of which was added.</param>
    /// <returns>The violations, most telling first; empty when the gate is open.</returns>
    public IReadOnlyList<GateViolation> Check(RunResult run, GateEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(evidence);
        return Check(run with { Results = evidence.Results });
    }

    IEnumerable<GateViolation> Errors(RunResult run) => run.Summary.Errors <= MaxErrors ? [] : Each(
        run,
        CaseOutcome.Error,
        run.Summary.Errors,
        result => new(
            DiagnosticCodes.TooManyErrors,
            run.Summary.Errors,
            MaxErrors,
            $"{CaseName.Of(result)} could not be decided: {result.Error?.Code} {CaseName.OneLine(result.Error?.Message ?? "", MostOfAMessage)}",
            result.Location ?? result.Error?.Location),
        cases => new(DiagnosticCodes.TooManyErrors, run.Summary.Errors, MaxErrors, $"{cases} could not be decided."));

    IEnumerable<GateViolation> Unchecked(RunResult run) => run.Summary.Unchecked <= MaxUnchecked ? [] : Each(
        run,
        CaseOutcome.Unchecked,
        run.Summary.Unchecked,
        result => new(
            DiagnosticCodes.TooManyUnchecked,
            run.Summary.Unchecked,
            MaxUnchecked,
            $"{CaseName.Of(result)}: nothing was checked. Give it an assertion whose weight is above 0.",
            result.Location),
        cases => new(DiagnosticCodes.TooManyUnchecked, run.Summary.Unchecked, MaxUnchecked, $"In {cases} nothing was checked."));

    IEnumerable<GateViolation> Score(RunResult run)
    {
        if (MinScore is { } limit && (run.Summary.Score is not { } score || Limits.IsBelow(score, limit)))
        {
            yield return new(
                DiagnosticCodes.ScoreTooLow,
                run.Summary.Score,
                limit,
                $"The score is {Figure(run.Summary.Score)}, below the {Figure(limit)} asked for{Weakest(run, out CaseResult? weakest)}",
                weakest?.Location);
        }
    }

    IEnumerable<GateViolation> PassRate(RunResult run)
    {
        if (MinPassRate is { } limit && (run.Summary.PassRate is not { } rate || Limits.IsBelow(rate, limit)))
        {
            RunSummary summary = run.Summary;
            yield return new(
                DiagnosticCodes.PassRateTooLow,
                summary.PassRate,
                limit,
                $"The pass rate is {Figure(summary.PassRate, "0.####")} ({summary.Passed} of {summary.Passed + summary.Failed + summary.Errors}), below the {Figure(limit, "0.####")} asked for{Weakest(run, out CaseResult? weakest)}",
                weakest?.Location);
        }
    }

    IEnumerable<GateViolation> EveryCase(RunResult run) => MinScore is not null || MinPassRate is not null ? [] : Each(
        run,
        CaseOutcome.Failed,
        run.Summary.Failed,
        result => new(
            DiagnosticCodes.CaseFailed,
            result.Score,
            100,
            $"{CaseName.Of(result)} failed with score {Figure(result.Score)}: {FirstFailure(result)}",
            result.Location),
        cases => new(DiagnosticCodes.CaseFailed, null, 100, $"{cases} failed."));

    // The results of a large run may not all be here, and its figures still count.
    static IEnumerable<GateViolation> Each(RunResult run, CaseOutcome outcome, int count, Func<CaseResult, GateViolation> one, Func<string, GateViolation> others)
    {
        int named = 0;
        foreach (CaseResult result in run.Results.Where(result => result.Outcome == outcome))
        {
            named++;
            yield return one(result);
        }

        if (named < count)
        {
            yield return others(string.Create(CultureInfo.InvariantCulture, $"{count - named} {(named == 0 ? "" : "more ")}case{(count - named == 1 ? "" : "s")}"));
        }
    }

    IEnumerable<GateViolation> Cost(RunResult run)
    {
        if (MaxCostUsd is not { } limit)
        {
            yield break;
        }

        if (run.Summary.CostUsd is not { } cost)
        {
            CaseResult? unknown = run.Results.FirstOrDefault(RunTally.HasUnknownCost);
            yield return new(
                DiagnosticCodes.CostUnknown,
                null,
                (double)limit,
                $"The cost is unknown, because provider '{unknown?.Provider}' told none, and at most {limit.ToString(CultureInfo.InvariantCulture)} USD were asked for. Give a model input_usd_per_1m and output_usd_per_1m; a method returns a ModelOutput with CostUsd.",
                unknown?.Location);
        }
        else if (cost > limit)
        {
            CaseResult? dearest = run.Results.MaxBy(result => result.Output?.CostUsd ?? 0);
            yield return new(
                DiagnosticCodes.CostTooHigh,
                (double)cost,
                (double)limit,
                $"The run cost {cost.ToString(CultureInfo.InvariantCulture)} USD, above the {limit.ToString(CultureInfo.InvariantCulture)} USD asked for; the dearest is {(dearest is null ? "unknown" : CaseName.Of(dearest))}.",
                dearest?.Location);
        }
    }

    IEnumerable<GateViolation> Latency(RunResult run)
    {
        if (MaxLatencyMs is { } limit && run.Summary.LatencyP95Ms is { } latency && latency > limit)
        {
            CaseResult? slowest = run.Results.MaxBy(result => result.Output?.Latency ?? TimeSpan.Zero);
            yield return new(
                DiagnosticCodes.LatencyTooHigh,
                latency,
                limit,
                $"The 95th percentile of latency is {Figure(latency)} ms, above the {Figure(limit)} ms asked for; the slowest is {(slowest is null ? "unknown" : CaseName.Of(slowest))}.",
                slowest?.Location);
        }
    }

    static string Weakest(RunResult run, out CaseResult? weakest)
    {
        weakest = null;
        foreach (CaseResult result in run.Results)
        {
            weakest = GateEvidence.IsWeaker(result, weakest) ? result : weakest;
        }

        return weakest is null
            ? "."
            : $"; what weighs most is {CaseName.Of(weakest)} with {Figure(weakest.Score)}: {FirstFailure(weakest)}";
    }

    static string FirstFailure(CaseResult result) =>
        result.Assertions.FirstOrDefault(assertion => assertion.Outcome == CaseOutcome.Failed && assertion.Weight > 0) is { } failed
            ? CaseName.OneLine($"{failed.Type}: {failed.Reason}", MostOfAMessage)
            : result.Outcome == CaseOutcome.Failed ? "the mean of its assertions is below its threshold." : "it passed.";

    static string Figure(double? value, string format = "0.##") =>
        value is { } number ? number.ToString(format, CultureInfo.InvariantCulture) : "unknown";

    static double? Within(double? value, double least, double most, string name) =>
        value is { } number && !(number >= least && number <= most)
            ? throw OutOfRange(name, number, most < double.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{least} to {most}") : "0 or more")
            : value;

    static ArgumentOutOfRangeException OutOfRange(string name, object? value, string range) =>
        new(name, value, $"{name} takes {range}.");
}
