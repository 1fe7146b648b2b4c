using Ptm.Engine.Evaluators;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>Has models judge outputs. A judge is a provider like any other: recorded, limited and priced by its profile.</summary>
/// <param name="providers">The providers that can judge.</param>
/// <param name="choice">Who judges.</param>
/// <param name="evaluators">Evaluators that metrics can name.</param>
internal sealed class Judge(ProviderCatalog providers, JudgeChoice choice, EvaluatorCatalog evaluators)
{
    readonly GEval _scorer = new();
    readonly EvaluatorJudge _evaluators = new(evaluators);

    /// <summary>The questions of one check.</summary>
    public JudgeSession Begin(GradingInput input, Assertion assertion) => new(providers, choice, _scorer, input, assertion, assertion.JudgeSamples);

    /// <summary>Scores one of a prompt's metrics. Whatever the judge does, there is a result; only cancellation throws.</summary>
    /// <param name="metric">What to score by.</param>
    /// <param name="input">The case.</param>
    /// <param name="output">The output as the assertions saw it.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<MetricResult> MeasureAsync(MetricDefinition metric, GradingInput input, string output, CancellationToken cancellationToken)
    {
        MetricResult result = new()
        {
            Name = metric.Name,
            Outcome = CaseOutcome.Error,
            Threshold = metric.Threshold,
            Location = metric.Location,
        };
        if (ScoringValidator.FlawOf(metric) is { } flaw)
        {
            return result with { ErrorCode = DiagnosticCodes.InvalidValue, Reason = flaw };
        }

        JudgeSession session = new(providers, choice, _scorer, input, null, metric.JudgeSamples);
        try
        {
            result = result with { Judge = metric.Evaluator is null ? session.NameOf(JudgeKind.Text) : session.NameOrNull() ?? metric.Evaluator };
            JudgedCase graded = new(input, output, null);
            List<JudgeVerdict> verdicts = new(session.Samples);
            for (session.Sample = 0; session.Sample < session.Samples; session.Sample++)
            {
                verdicts.Add(metric.Evaluator is null
                    ? await _scorer.ScoreAsync(metric.Criteria, metric.EvaluationSteps, graded, session, cancellationToken).ConfigureAwait(false)
                    : await _evaluators.ScoreAsync(metric, graded, session, cancellationToken).ConfigureAwait(false));
            }

            (JudgeVerdict verdict, double? spread) = JudgeSample.Median(verdicts);
            result = result with
            {
                Outcome = verdict.Pass != false && Limits.Reaches(verdict.Score, metric.Threshold) ? CaseOutcome.Passed : CaseOutcome.Failed,
                Score = verdict.Score,
                Reason = verdict.Reason,
                Spread = spread,
            };
        }
        catch (JudgeException error)
        {
            result = result with { ErrorCode = error.Code, Reason = error.Message };
        }

        // An evaluator that asks no model costs nothing.
        return result with { CostUsd = metric.Evaluator is not null && session.Asked is null ? 0 : session.CostUsd, Tokens = session.Tokens };
    }
}
