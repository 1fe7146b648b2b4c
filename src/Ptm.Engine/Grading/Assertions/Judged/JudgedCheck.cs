using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary>A check that a judge makes. The inverse turns the verdict round and scores 1 less the score; a judge without a verdict is an error either way.</summary>
/// <param name="defaultThreshold">Lowest score that passes unless the assertion says another; null where the judge's own word decides.</param>
internal abstract class JudgedCheck(double? defaultThreshold) : Check
{
    public override bool HasScoreAsThreshold => true;

    public sealed override async ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken)
    {
        JudgedCase graded = JudgedCase.Of(input);
        List<JudgeVerdict> verdicts = new(input.Judge.Samples);
        for (input.Judge.Sample = 0; input.Judge.Sample < input.Judge.Samples; input.Judge.Sample++)
        {
            verdicts.Add(await JudgeAsync(input, graded, cancellationToken).ConfigureAwait(false));
        }

        (JudgeVerdict verdict, double? spread) = JudgeSample.Median(verdicts);
        double? limit = input.Assertion.Threshold ?? defaultThreshold;
        bool holds = (verdict.Pass ?? (limit is not null || verdict.Score > 0)) && (limit is not { } least || Limits.Reaches(verdict.Score, least));
        string wanted = limit is { } threshold ? $"{input.Expected}a score of at least {Quote.Of(threshold)} of the judge" : $"{input.Expected}a pass of the judge";
        string found = verdict.Pass is { } pass ? $"{(pass ? "a pass" : "no pass")} with the score {Quote.Of(verdict.Score)}" : $"the score {Quote.Of(verdict.Score)}";
        return new(holds != input.Inverted, input.Inverted ? 1 - verdict.Score : verdict.Score, $"{wanted}, found {found}: {Quote.Cut(verdict.Reason, MaxReason)}".TrimEnd(' ', ':')) { Spread = spread };
    }

    const int MaxReason = 1_000;

    /// <summary>Asks once.</summary>
    /// <exception cref="JudgeException">There is no verdict.</exception>
    protected abstract Task<JudgeVerdict> JudgeAsync(CheckInput input, JudgedCase graded, CancellationToken cancellationToken);
}
