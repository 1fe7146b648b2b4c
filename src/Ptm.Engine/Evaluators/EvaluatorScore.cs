using Microsoft.Extensions.AI.Evaluation;
using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Evaluators;

/// <summary>Reads the score of a metric out of what an evaluator found. What it could not find is an error, never a score.</summary>
internal static class EvaluatorScore
{
    /// <param name="found">What the evaluator found.</param>
    /// <param name="metric">The metric, whose name picks among several.</param>
    /// <returns>The verdict; it does not pass where the evaluator itself says that the metric failed.</returns>
    /// <exception cref="JudgeException">There is no score.</exception>
    public static JudgeVerdict Of(EvaluationResult found, MetricDefinition metric)
    {
        EvaluationMetric one = found.Metrics.TryGetValue(metric.Name, out EvaluationMetric? named) ? named
            : found.Metrics.Count == 1 ? found.Metrics.Values.Single()
            : throw Failed($"it found {(found.Metrics.Count == 0 ? "nothing" : Quote.List(found.Metrics.Keys))}; name the metric after one of these");
        string[] errors = [.. (one.Diagnostics ?? []).Where(diagnostic => diagnostic.Severity == EvaluationDiagnosticSeverity.Error).Select(diagnostic => diagnostic.Message)];
        if (errors.Length > 0)
        {
            throw Failed(Quote.Cut(string.Join("; ", errors), 1_000));
        }

        string reason = one.Reason ?? one.Interpretation?.Reason ?? "";
        double score = one switch
        {
            BooleanMetric { Value: { } holds } => holds ? 1 : 0,
            NumericMetric { Value: { } value } => Scaled(value, metric),
            _ => one.Interpretation?.Rating switch
            {
                EvaluationRating.Unacceptable => 0,
                EvaluationRating.Poor => 0.25,
                EvaluationRating.Average => 0.5,
                EvaluationRating.Good => 0.75,
                EvaluationRating.Exceptional => 1,
                _ => throw Failed($"{Quote.Of(one.Name)} has no value{(reason.Length == 0 ? "" : $": {Quote.Cut(reason)}")}"),
            },
        };
        return one.Interpretation?.Rating == EvaluationRating.Inconclusive
            ? throw Failed($"{Quote.Of(one.Name)} is inconclusive{(reason.Length == 0 ? "" : $": {Quote.Cut(reason)}")}")
            : new(score, reason) { Pass = one.Interpretation?.Failed == true ? false : null };
    }

    static double Scaled(double value, MetricDefinition metric)
    {
        (double low, double high) = metric.Scale is [var from, var to] ? (from, to) : (0, 1);
        return value >= low && value <= high
            ? (value - low) / (high - low)
            : throw Failed($"its value {Quote.Of(value)} is not from {Quote.Of(low)} to {Quote.Of(high)}; say scale: [lowest, highest] at the metric");
    }

    static JudgeException Failed(string why) => new(DiagnosticCodes.JudgeFailed, $"the evaluator gave no verdict: {why}");
}
