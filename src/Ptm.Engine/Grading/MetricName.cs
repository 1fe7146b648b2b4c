using System.Text.Json;

namespace Ptm.Engine.Grading;

/// <summary>Fills the case's variables into the names of metrics, which may be templates.</summary>
internal static class MetricName
{
    public static AssertionResult Fill(AssertionResult result, GradingInput input, CancellationToken cancellationToken)
    {
        AssertionResult[] inner = [.. result.Assertions.Select(assertion => Fill(assertion, input, cancellationToken))];
        AssertionResult filled = inner.Length > 0 ? result with { Assertions = inner } : result;
        if (result.Metric?.Contains('{', StringComparison.Ordinal) != true)
        {
            return filled;
        }

        try
        {
            JsonElement? name = AssertionValue.Render(JsonSerializer.SerializeToElement(result.Metric), input, result.Location, cancellationToken);
            return filled with { Metric = name?.GetString() };
        }
        catch (PtmException)
        {
            // A name is no check: one that is no template stays as it is written.
            return filled;
        }
    }
}
