using System.Globalization;

namespace Ptm;

/// <summary>What a gate finds with a confidence: the figures, what of them closes it, and what a person should know.</summary>
internal sealed class EvidenceFindings
{
    readonly List<GateFigure> _figures = [];
    readonly List<GateViolation> _violations = [];
    readonly List<GateViolation> _warnings = [];
    bool _hasSaidWhy;

    public IReadOnlyList<GateFigure> Figures => _figures;

    public IReadOnlyList<GateViolation> Violations => _violations;

    public IReadOnlyList<GateViolation> Warnings => _warnings;

    public BaselineMatch? Match { get; private set; }

    public bool IsInconclusive { get; private set; }

    public static EvidenceFindings Of(Gate gate, RunResult run, CaseFigures cases, bool withIntervals)
    {
        EvidenceFindings findings = new();
        if ((gate.Confidence is null ? null : gate.ConfidenceOfLook ?? gate.Confidence) is { } confidence)
        {
            if (gate.MinScore is { } score && cases.Score.Count > 0)
            {
                findings.Add(ThresholdRule.Judge(GateFigure.Score, cases.Score, score, gate, confidence, withIntervals), DiagnosticCodes.ScoreTooLow, gate, run);
            }

            if (gate.MinPassRate is { } rate && cases.PassRate.Count > 0)
            {
                findings.Add(ThresholdRule.Judge(GateFigure.PassRate, cases.PassRate, rate, gate, confidence, withIntervals), DiagnosticCodes.PassRateTooLow, gate, run);
            }
        }

        if (cases.Pairing is { } pairing)
        {
            findings.Compare(pairing, gate, run, withIntervals);
        }

        return findings;
    }

    void Compare(BaselinePairing pairing, Gate gate, RunResult run, bool withIntervals)
    {
        BaselineMatch match = pairing.ToMatch();
        Match = match;
        Warn(match.MissingCount, match.Missing, "of the baseline did not run");
        Warn(match.LeftOutCount, match.LeftOut, "of the baseline that a filter left out");
        Warn(match.UncheckedCount, match.Unchecked, "of the baseline had nothing checked");
        Warn(match.AddedCount, match.Added, "the baseline does not have, so nothing is compared");
        Warn(match.ChangedCount, match.Changed, "other variables or checks than in the baseline under the same id");
        WarnOfScores(match);
        Warn(match.AddedMetrics, "the baseline does not have, in all or some of the cases, so nothing is compared there");
        Warn(match.MissingMetrics, "of the baseline did not come out of the run, in all or some of the cases, so nothing is compared there");
        if (match.Paired == 0)
        {
            // Nothing was compared, which is never a pass.
            IsInconclusive = true;
            _violations.Add(new(DiagnosticCodes.Inconclusive, 0, 1, "The run and the baseline have no case in common, so nothing was compared. Is it the right file, and do the prompts and providers have their old names?"));
            return;
        }

        IReadOnlyList<GateFigure> figures = RegressionRule.Judge(pairing, match, gate, gate.ConfidenceOfLook ?? gate.Confidence ?? Gate.DefaultConfidence, withIntervals);
        foreach (GateFigure figure in figures)
        {
            Add(figure, DiagnosticCodes.Regression, gate, run);
        }

        // What is gone may have fallen as well as not.
        if (match.MissingCount + match.UncheckedCount is > 0 and var gone)
        {
            AddInconclusive(new(DiagnosticCodes.Inconclusive, gone, 0, string.Create(CultureInfo.InvariantCulture, $"{gone} case{(gone == 1 ? "" : "s")} of the baseline: inconclusive, not compared. Renamed, removed, or without a check on purpose? Then make a new baseline.")), gate);
        }

        if (match.ChangedCount > 0 && !match.IsIdentical)
        {
            AddInconclusive(new(DiagnosticCodes.Inconclusive, match.ChangedCount, 0, string.Create(CultureInfo.InvariantCulture, $"{match.ChangedCount} case{(match.ChangedCount == 1 ? "" : "s")} with other variables or checks than in the baseline: inconclusive, for what is compared is not the same. Changed on purpose? Then make a new baseline.")), gate);
        }

        if (match.MissingScoreCount > 0 && !figures.Any(figure => figure is { IsNamed: false, Metric: GateFigure.Score }))
        {
            AddInconclusive(new(DiagnosticCodes.Inconclusive, null, -100 * gate.MinEffect, "Score: inconclusive, not compared, since no case has one."), gate);
        }

        string[] missing = [.. match.MissingMetrics.Where(name => !figures.Any(figure => figure.IsNamed && figure.Metric == name))];
        if (missing.Length > 0)
        {
            AddInconclusive(new(DiagnosticCodes.Inconclusive, null, -gate.MinEffect, $"{(missing.Length == 1 ? "Metric" : "Metrics")} {Names(missing)}: inconclusive, not compared. Has a metric another name, or none any more? Then make a new baseline."), gate);
        }
    }

    void Add(GateFigure figure, string failure, Gate gate, RunResult run)
    {
        _figures.Add(figure);
        string text = char.ToUpperInvariant(figure.Text[0]) + figure.Text[1..];
        if (figure.Verdict == GateVerdict.Failed)
        {
            string weakest = Gate.Weakest(run, isRate: figure is { IsNamed: false, Metric: GateFigure.PassRate }, out CaseResult? result);
            _violations.Add(new(failure, figure.Value, figure.Limit, text + weakest, result?.Location));
        }
        else if (figure.Verdict == GateVerdict.Inconclusive)
        {
            GateViolation finding = new(DiagnosticCodes.Inconclusive, figure.Value, figure.Limit, text + ".");
            if (gate.IsOnInconclusiveUnset && RegressionRule.IsCollapse(figure))
            {
                IsInconclusive = true;
                string weakest = Gate.Weakest(run, isRate: figure is { IsNamed: false, Metric: GateFigure.PassRate }, out CaseResult? result);
                _violations.Add(finding with { Message = Explained(text + weakest, FigureWords.OfCollapse(figure)), Location = result?.Location });
                return;
            }

            AddInconclusive(finding, gate, figure);
        }
    }

    // Once is enough, however many figures there are.
    string Explained(string message, string why)
    {
        string explained = _hasSaidWhy ? message : $"{message} {why}";
        _hasSaidWhy = true;
        return explained;
    }

    void AddInconclusive(GateViolation finding, Gate gate, GateFigure? figure = null)
    {
        IsInconclusive = true;
        if (gate.OnInconclusive == GateInconclusive.Warn)
        {
            finding = finding with { Message = Explained(finding.Message, FigureWords.OfOpen(figure)) };
        }

        (gate.OnInconclusive switch
        {
            GateInconclusive.Fail => _violations,
            GateInconclusive.Warn => _warnings,
            _ => null,
        })?.Add(finding);
    }

    void WarnOfScores(BaselineMatch match)
    {
        foreach ((int count, string what) in new[] { (match.MissingScoreCount, "has no score, or not of all samples, since some were errors"), (match.AddedScoreCount, "has a score and none in the baseline, so it is not compared") })
        {
            if (count > 0)
            {
                string words = count == 1 ? $"1 case {what}" : string.Create(CultureInfo.InvariantCulture, $"{count} cases {what.Replace("has ", "have ", StringComparison.Ordinal).Replace("it is", "they are", StringComparison.Ordinal)}");
                _warnings.Add(new(DiagnosticCodes.BaselineDiffers, count, 0, $"{words}."));
            }
        }
    }

    void Warn(IReadOnlyList<string> metrics, string what)
    {
        if (metrics.Count > 0)
        {
            _warnings.Add(new(DiagnosticCodes.BaselineDiffers, metrics.Count, 0, string.Create(CultureInfo.InvariantCulture, $"{metrics.Count} metric{(metrics.Count == 1 ? "" : "s")} {what}: {Names(metrics)}.")));
        }
    }

    static string Names(IReadOnlyList<string> metrics)
    {
        string others = metrics.Count > BaselineMatch.MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {metrics.Count - BaselineMatch.MostNamed} more") : "";
        return string.Join(", ", metrics.Take(BaselineMatch.MostNamed).Select(name => CaseName.OneLine(name, 60))) + others;
    }

    void Warn(int count, IReadOnlyList<string> names, string what)
    {
        if (count > 0)
        {
            string others = count > names.Count ? string.Create(CultureInfo.InvariantCulture, $" and {count - names.Count} more") : "";
            string verb = what.StartsWith("other ", StringComparison.Ordinal) ? (count == 1 ? "has " : "have ") : "";
            _warnings.Add(new(DiagnosticCodes.BaselineDiffers, count, 0, string.Create(CultureInfo.InvariantCulture, $"{count} case{(count == 1 ? "" : "s")} {verb}{what}: {string.Join(", ", names)}{others}.")));
        }
    }
}
