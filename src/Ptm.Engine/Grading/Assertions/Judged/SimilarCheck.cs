using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary>
/// <c>similar</c>: how near the output is to a text in meaning, by the cosine of their embeddings, their product, or 1 / (1 + distance).
/// Of several texts one has to be near; the inverse wants none to be.
/// </summary>
internal sealed class SimilarCheck(Similarity measure) : Check
{
    const double DefaultThreshold = 0.75;

    // A distance has no end.
    public override bool HasScoreAsThreshold => measure != Similarity.Euclidean;

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        value is not { ValueKind: JsonValueKind.Array } list ? JudgedValue.FlawOfText(value, hasValue, "a text to be like, or a list of them")
        : list.GetArrayLength() == 0 ? "has no text in its list, so nothing would be compared"
        : list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) ? null
        : "needs texts in its list; put numbers in quotes";

    public override async ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken)
    {
        string[] texts = input.Value.ValueKind == JsonValueKind.Array ? [.. input.Value.EnumerateArray().Select(item => item.GetString()!)] : [input.Value.GetString()!];
        double limit = input.Assertion.Threshold ?? DefaultThreshold;
        double[] output = await Vectors.OfAsync(input.Text, input.Judge, cancellationToken).ConfigureAwait(false);
        bool near = false;
        double best = double.NegativeInfinity;
        double told = 0;
        foreach (string text in texts)
        {
            double[] wanted = await Vectors.OfAsync(text, input.Judge, cancellationToken).ConfigureAwait(false);
            double found = Vectors.Compare(measure, output, wanted, input.Judge);
            double score = measure == Similarity.Euclidean ? 1 / (1 + found) : found;
            if (score > best)
            {
                (best, told) = (score, found);
            }

            near |= measure == Similarity.Euclidean ? Limits.Reaches(limit, found) : Limits.Reaches(found, limit);
        }

        double cut = Math.Clamp(best, 0, 1);
        string of = texts.Length == 1 ? Quote.Of(texts[0]) : $"any of {Quote.List(texts)}";
        string what = measure == Similarity.Euclidean ? $"a distance of at most {Quote.Of(limit)} to {of}" : $"a similarity of at least {Quote.Of(limit)} to {of}";
        return new(near != input.Inverted, input.Inverted ? 1 - cut : cut, $"{input.Expected}{what}, found {Quote.Of(told)} for {Quote.Of(input.Text)}");
    }
}
