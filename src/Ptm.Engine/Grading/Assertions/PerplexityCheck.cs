using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>perplexity</c>: how surprised the model was by its own answer, e to the mean of the negated log probabilities, at most <c>threshold</c>. <c>perplexity-score</c>: 1 / (1 + perplexity), at least <c>threshold</c>.</summary>
internal sealed class PerplexityCheck(bool normalized) : InstantCheck
{
    public override bool HasScoreAsThreshold => normalized;

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        hasValue ? "takes no value; its limit is its threshold"
        : assertion.Threshold is null && assertion.Weight > 0 ? "needs a threshold, or weight: 0 to record it only; without either it would pass whatever the answer"
        : null;

    protected override Verdict Run(CheckInput input)
    {
        IReadOnlyList<double> logProbs = input.Grading.Output.LogProbs;
        if (logProbs.Count == 0)
        {
            return Verdict.Error(DiagnosticCodes.InputMissing, $"input missing: the provider \"{input.Grading.Provider}\" gives no log probabilities of the tokens");
        }

        double perplexity = Math.Exp(-logProbs.Average());
        if (double.IsNaN(perplexity))
        {
            return Verdict.Error(DiagnosticCodes.InputMissing, "input missing: the log probabilities of the tokens hold one that is no number");
        }

        return normalized ? Score(1 / (1 + perplexity), input) : Limit(perplexity, input);
    }

    static Verdict Limit(double perplexity, CheckInput input) => input.Assertion.Threshold is { } limit
        ? Verdict.Of(Limits.IsWithin(perplexity, limit), input.Inverted, $"{input.Expected}a perplexity of at most {Quote.Of(limit)}, found {Quote.Of(perplexity)}")
        : new Verdict(Pass: true, 1, $"a perplexity of {Quote.Of(perplexity)}");

    static Verdict Score(double score, CheckInput input)
    {
        double counted = input.Inverted ? 1 - score : score;
        return input.Assertion.Threshold is { } limit
            ? new Verdict(Limits.Reaches(score, limit) != input.Inverted, counted, $"{input.Expected}a perplexity score of at least {Quote.Of(limit)}, found {Quote.Of(score)}")
            : new Verdict(Pass: true, counted, $"a perplexity score of {Quote.Of(score)}");
    }
}
