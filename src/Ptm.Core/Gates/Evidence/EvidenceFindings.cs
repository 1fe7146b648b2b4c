using System.Globalization;

namespace Ptm;

/// <summary>What a gate finds with a confidence: the figures, what of them closes it, and what a person should know.</summary>
internal sealed class EvidenceFindings
{
    readonly List<GateFigure> _figures = [];
    readonly List<GateViolation> _violations = [];
    readonly List<GateViolation> _warnings = [];

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
                findings.Add(ThresholdRule.Judge(GateFigure.Score, cases.Score, score, gate, confidence), DiagnosticCodes.ScoreTooLow, gate, run);
            }

            if (gate.MinPassRate is { } rate && cases.PassRate.Count > 0)
            {
                findings.Add(ThresholdRule.Judge(GateFigure.PassRate, cases.PassRate, rate, gate, confidence), DiagnosticCodes.PassRateTooLow, gate, run);
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
        Warn(match.AddedCount, match.Added, "the baseline does not have, so nothing is compared");
        Warn(match.ChangedCount, match.Changed, "other variables or checks than in the baseline under the same id");
        if (match.Paired == 0)
        {
            // Nothing was compared, which is never a pass.
            IsInconclusive = true;
            _violations.Add(new(DiagnosticCodes.Inconclusive, 0, 1, "The run and the baseline have no case in common, so nothing was compared. Is it the right file, and do the prompts and providers have their old names?"));
            return;
        }

        foreach (GateFigure figure in RegressionRule.Judge(pairing, match, gate, gate.ConfidenceOfLook ?? gate.Confidence ?? Gate.DefaultConfidence, withIntervals))
        {
            Add(figure, DiagnosticCodes.Regression, gate, run);
        }
    }

    void Add(GateFigure figure, string failure, Gate gate, RunResult run)
    {
        _figures.Add(figure);
        string text = char.ToUpperInvariant(figure.Text[0]) + figure.Text[1..];
        if (figure.Verdict == GateVerdict.Failed)
        {
            string weakest = Gate.Weakest(run, out CaseResult? result);
            _violations.Add(new(failure, figure.Value, figure.Limit, text + weakest, result?.Location));
        }
        else if (figure.Verdict == GateVerdict.Inconclusive)
        {
            IsInconclusive = true;
            GateViolation inconclusive = new(DiagnosticCodes.Inconclusive, figure.Value, figure.Limit, text + ".");
            (gate.OnInconclusive switch
            {
                GateInconclusive.Fail => _violations,
                GateInconclusive.Warn => _warnings,
                _ => null,
            })?.Add(inconclusive);
        }
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
