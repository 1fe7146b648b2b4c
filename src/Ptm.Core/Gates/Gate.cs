using System.Globalization;

namespace Ptm;

/// <summary>
/// What a run has to reach. Without <see cref="MinScore"/>, <see cref="MinPassRate"/> and <see cref="Baseline"/> every case has to pass.
/// The same gate stands in the build, on the command line and in tests.
/// </summary>
/// <remarks>Without a <see cref="Confidence"/> figures are compared as they are. With one they have intervals, and a run that does not suffice to tell is inconclusive.</remarks>
public sealed record Gate
{
    /// <summary>The confidence of a comparison with a <see cref="Baseline"/> where <see cref="Confidence"/> is not set: 0.95.</summary>
    public const double DefaultConfidence = 0.95;

    const int MostOfAMessage = 2_000;

    readonly double? _minScore;
    readonly double? _minPassRate;
    readonly decimal? _maxCostUsd;
    readonly double? _maxLatencyMs;
    readonly int _maxErrors;
    readonly int _maxUnchecked;
    readonly double? _confidence;
    readonly double _minEffect;

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

    /// <summary>
    /// How sure a verdict has to be, above 0.5 and below 1, such as 0.95; null to compare figures as they are. Two-sided: a run that is in truth at its limit fails,
    /// and one that did not change since its baseline is found to have fallen, in at most half of 1 - confidence of all runs.
    /// </summary>
    /// <value>null; a comparison with a <see cref="Baseline"/> takes 0.95.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 0.5 to 1, ends excluded.</exception>
    public double? Confidence
    {
        get => _confidence;
        init => _confidence = value is { } number && !(number is > 0.5 and < 1) ? throw OutOfRange(nameof(Confidence), number, "more than 0.5 and less than 1") : value;
    }

    /// <summary>An earlier run, which the metrics must not have fallen from: the pass rate, the score and each named metric, paired by case. Null for none.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>
    /// How far a metric may fall below its <see cref="Baseline"/>, 0 to 1, of a scale from 0 to 1: 0.02 is 0.02 of the pass rate and 2 of the score. With 0 what did not fall passes, and
    /// a fall that may be noise is inconclusive; above 0 only what was shown to have fallen by less passes.
    /// </summary>
    /// <value>0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0, or not below 1.</exception>
    public double MinEffect
    {
        get => _minEffect;
        init => _minEffect = value is >= 0 and < 1 ? value : throw OutOfRange(nameof(MinEffect), value, "0 or more and less than 1");
    }

    /// <summary>What happens when a run does not suffice to tell.</summary>
    /// <value><see cref="GateInconclusive.Warn"/>.</value>
    public GateInconclusive OnInconclusive { get; init; }

    /// <summary>What <see cref="MinScore"/> and <see cref="MinPassRate"/> are about where there is a <see cref="Confidence"/>.</summary>
    /// <value><see cref="GatePopulation.CasesLikeThese"/>.</value>
    public GatePopulation Population { get; init; }

    /// <summary>Fixes what is drawn at random: signs for a test of more than 16 cases, cases for the interval of a difference. The same run, baseline and seed give the same figures.</summary>
    /// <value>20261126.</value>
    public ulong Seed { get; init; } = 20_261_126;

    /// <summary>The confidence of one look of several at a run that goes on; null where there is one look.</summary>
    internal double? ConfidenceOfLook { get; init; }

    /// <summary>Finds everything in which <paramref name="run"/> falls short.</summary>
    /// <returns>The violations, most telling first; empty when the gate is open.</returns>
    /// <exception cref="ArgumentException">There is a <see cref="Confidence"/> or <see cref="Baseline"/>, and the run is without its results.</exception>
    public IReadOnlyList<GateViolation> Check(RunResult run) => Decide(run).Violations;

    /// <summary>Finds everything in which a run falls short whose results were not kept.</summary>
    /// <param name="run">The run with its figures.</param>
    /// <param name="evidence">What was kept of its results, each of which was added.</param>
    /// <returns>The violations, most telling first; empty when the gate is open.</returns>
    /// <exception cref="ArgumentException">The evidence was gathered for a gate with another <see cref="Baseline"/>.</exception>
    public IReadOnlyList<GateViolation> Check(RunResult run, GateEvidence evidence) => Decide(run, evidence).Violations;

    /// <summary>Says what holds of <paramref name="run"/>, and what that rests on.</summary>
    /// <exception cref="ArgumentException">There is a <see cref="Confidence"/> or <see cref="Baseline"/>, and the run is without its results.</exception>
    public GateResult Decide(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if ((Confidence is not null || Baseline is not null) && run.Results.Count < run.Summary.Total)
        {
            throw new ArgumentException("A gate with a confidence or a baseline needs every result of the run, or the evidence that was gathered from them.", nameof(run));
        }

        CaseTable cases = new(withDetails: Baseline is not null);
        foreach (CaseResult result in run.Results)
        {
            cases.Add(result);
        }

        return Decide(run, cases.ToFigures(Baseline is null ? null : new(Baseline, null)), withIntervals: true);
    }

    /// <summary>Says what holds of a run whose results were not kept, and what that rests on.</summary>
    /// <param name="run">The run with its figures.</param>
    /// <param name="evidence">What was kept of its results, each of which was added.</param>
    /// <exception cref="ArgumentException">The evidence was gathered for a gate with another <see cref="Baseline"/>.</exception>
    public GateResult Decide(RunResult run, GateEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(evidence);
        return Decide(run with { Results = evidence.Results }, evidence.FiguresFor(this), withIntervals: true);
    }

    /// <param name="run">The run with its figures and the results that may be named.</param>
    /// <param name="cases">What its results add up to.</param>
    /// <param name="withIntervals">Whether differences get the interval that is shown and that no verdict rests on.</param>
    internal GateResult Decide(RunResult run, CaseFigures cases, bool withIntervals)
    {
        if (run.Summary.Total == 0)
        {
            GateViolation none = new(DiagnosticCodes.NoCaseRan, 0, 1, "No case ran, so nothing was checked. Is the filter or the prompt's name right?");
            return new() { Verdict = GateVerdict.Failed, Violations = [none] };
        }

        EvidenceFindings evidence = EvidenceFindings.Of(this, run, cases, withIntervals);
        GateViolation[] violations =
        [
            .. Errors(run),
            .. Unchecked(run),
            .. NothingDecided(run),
            .. Score(run),
            .. PassRate(run),
            .. evidence.Violations,
            .. EveryCase(run),
            .. Cost(run),
            .. Latency(run),
        ];
        return new()
        {
            Verdict = violations.Any(violation => violation.Code != DiagnosticCodes.Inconclusive) ? GateVerdict.Failed
                : evidence.IsInconclusive ? GateVerdict.Inconclusive
                : GateVerdict.Passed,
            Violations = violations,
            Warnings = evidence.Warnings,
            Figures = evidence.Figures,
            Flaky = cases.Flaky,
            FlakyCount = cases.FlakyCount,
            Baseline = evidence.Match,
        };
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
            $"{CaseName.Of(result)}: nothing was checked. Give it an assertion whose weight is above 0{PromptfooHint(result)}.",
            result.Location),
        cases => new(DiagnosticCodes.TooManyUnchecked, run.Summary.Unchecked, MaxUnchecked, $"In {cases} nothing was checked."));

    static string PromptfooHint(CaseResult result) =>
        Path.GetFileName(result.Location?.File)?.StartsWith("promptfooconfig", StringComparison.Ordinal) == true ? "; 'compat: promptfoo' at the top of the config takes promptfoo's verdict instead" : "";

    // How many may be undecided is a limit on what is missing, and no leave to open on nothing.
    IEnumerable<GateViolation> NothingDecided(RunResult run)
    {
        RunSummary summary = run.Summary;
        if (summary.Passed + summary.Failed == 0 && summary.Errors <= MaxErrors && summary.Unchecked <= MaxUnchecked)
        {
            yield return new(
                DiagnosticCodes.NoCaseRan,
                0,
                1,
                string.Create(CultureInfo.InvariantCulture, $"No case was decided ({summary.Errors} ended in an error, {summary.Unchecked} checked nothing), so there is nothing to open the gate for, however many MaxErrors and MaxUnchecked allow."),
                run.Results is [var first, ..] ? first.Location : null);
        }
    }

    IEnumerable<GateViolation> Score(RunResult run)
    {
        if (MinScore is { } limit && !IsShown(run.Summary.Score) && (run.Summary.Score is not { } score || Limits.IsBelow(score, limit)))
        {
            yield return new(
                DiagnosticCodes.ScoreTooLow,
                run.Summary.Score,
                limit,
                $"The score is {Figure(run.Summary.Score)}, below the {Figure(limit)} asked for{Weakest(run, isRate: false, out CaseResult? weakest)}",
                weakest?.Location);
        }
    }

    IEnumerable<GateViolation> PassRate(RunResult run)
    {
        if (MinPassRate is { } limit && !IsShown(run.Summary.PassRate) && (run.Summary.PassRate is not { } rate || Limits.IsBelow(rate, limit)))
        {
            RunSummary summary = run.Summary;
            yield return new(
                DiagnosticCodes.PassRateTooLow,
                summary.PassRate,
                limit,
                $"The pass rate is {Figure(summary.PassRate, "0.####")} ({summary.Passed} of {summary.Passed + summary.Failed + summary.Errors}), below the {Figure(limit, "0.####")} asked for{Weakest(run, isRate: true, out CaseResult? weakest)}",
                weakest?.Location);
        }
    }

    // With a confidence a figure is judged by its interval; one that is unknown has none.
    bool IsShown(double? figure) => Confidence is not null && figure is not null;

    IEnumerable<GateViolation> EveryCase(RunResult run) => MinScore is not null || MinPassRate is not null || Baseline is not null ? [] : Each(
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

    /// <summary>The result that weighs most, in words; errors weigh in a rate alone.</summary>
    internal static string Weakest(RunResult run, bool isRate, out CaseResult? weakest)
    {
        weakest = null;
        foreach (CaseResult result in run.Results)
        {
            weakest = GateEvidence.IsWeaker(result, weakest) ? result : weakest;
        }

        // Where nothing failed it is what could not be decided that a rate fell by.
        if (isRate && weakest is not { Outcome: CaseOutcome.Failed } && run.Results.FirstOrDefault(result => result.Outcome == CaseOutcome.Error) is { } error)
        {
            weakest = error;
            return $"; what weighs most is {CaseName.Of(error)}, an error: {error.Error?.Code} {CaseName.OneLine(error.Error?.Message ?? "", MostOfAMessage)}";
        }

        return weakest is null or { Outcome: CaseOutcome.Passed, Score: 100 }
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
