using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>latency</c>: the answer took at most <c>threshold</c> milliseconds.</summary>
internal sealed class LatencyCheck : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        assertion.Threshold is null ? "needs a threshold in milliseconds" : null;

    protected override Verdict Run(CheckInput input) =>
        Compare(input.Grading.Output.Latency, input.Assertion.Threshold!.Value, input.Inverted);

    public static Verdict Compare(TimeSpan latency, double limit, bool inverted) => Verdict.Of(
        Limits.IsWithin(latency.TotalMilliseconds, limit),
        inverted,
        $"expected {(inverted ? "not " : "")}to take at most {Quote.Of(limit)} ms, found {Quote.Of(latency.TotalMilliseconds)} ms");
}
