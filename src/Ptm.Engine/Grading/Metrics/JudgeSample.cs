namespace Ptm.Engine.Grading.Metrics;

/// <summary>Asking a judge several times: each answer is a recording of its own, and the median counts.</summary>
internal static class JudgeSample
{
    public const int Most = 25;

    // More than any case is repeated. The first answer keeps the case's own number, and so its recordings.
    const int Stride = 10_000_000;

    /// <summary>One number for a repetition of the case and a repetition of the judge: no two pairs share one.</summary>
    /// <exception cref="JudgeException">The case is repeated too often for its judge to be.</exception>
    public static int Of(int ofCase, int ofJudge) => ofJudge == 0 ? ofCase
        : ofCase < Stride ? ofCase + (ofJudge * Stride)
        : throw new JudgeException(DiagnosticCodes.LimitExceeded, $"a case that is repeated more than {Stride} times cannot be judged several times");

    public static string? FlawOf(int? samples) => samples is null or (>= 1 and <= Most) ? null : $"has judge_samples {samples}; it is 1 to {Most}";

    /// <summary>The median of what the judge said, in the words that come nearest to it, and how far apart it was.</summary>
    /// <exception cref="JudgeException">As many judgements pass as do not, which is no verdict.</exception>
    public static (JudgeVerdict Verdict, double? Spread) Median(IReadOnlyList<JudgeVerdict> verdicts)
    {
        if (verdicts is [var only])
        {
            return (only, null);
        }

        double[] scores = [.. verdicts.Select(verdict => verdict.Score).Order()];
        double median = (scores[(scores.Length - 1) / 2] + scores[scores.Length / 2]) / 2;
        int passes = verdicts.Count(verdict => verdict.Pass == true);
        int fails = verdicts.Count(verdict => verdict.Pass == false);
        if (passes == fails && passes > 0)
        {
            throw new JudgeException(DiagnosticCodes.JudgeFailed, $"the judge gave no verdict: of {verdicts.Count} judgements {passes} {(passes == 1 ? "passes" : "pass")} and as many do not; ask an odd number of times");
        }

        JudgeVerdict nearest = verdicts.MinBy(verdict => Math.Abs(verdict.Score - median))!;
        string reason = $"{nearest.Reason} (median of {verdicts.Count} judgements from {Quote.Of(scores[0])} to {Quote.Of(scores[^1])}{(passes + fails > 0 ? $", {passes} of them passes" : "")})".TrimStart();
        return (new(median, reason) { Pass = passes + fails == 0 ? null : passes > fails }, scores[^1] - scores[0]);
    }
}
