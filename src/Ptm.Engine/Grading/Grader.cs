using Ptm.Engine.Code;
using Ptm.Engine.Grading.Kpis;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Grading;

/// <summary>Turns an output into a grade: the case's transform, every assertion, the prompt's limits, its metrics, then its KPIs over all of these.</summary>
internal sealed class Grader(ScriptSandbox scripts, CodeRunner code, Judge judge)
{
    readonly ScoringFunction _scoring = new(code);
    readonly AssertionRunner _runner = new(scripts, code, judge);

    /// <summary>Errors of an assertion that show when its file is read.</summary>
    public static IEnumerable<Diagnostic> Validate(Assertion assertion) => AssertionValidator.Validate(assertion);

    public static AssertionSupport SupportOf(string type) => AssertionCatalog.SupportOf(type);

    /// <summary>Grades one output. What a person wrote wrongly or a model said becomes an error in the grade; only cancellation throws.</summary>
    public async Task<Grade> GradeAsync(GradingInput input, CancellationToken cancellationToken)
    {
        GradedOutput answered = input.Case.Setup.Given is { } given ? GradedOutput.Of(given) : new GradedOutput(input.Output);
        (GradedOutput? transformed, CaseError? error) = await _runner.TransformAsync(answered, input.ProviderTransform, input, input.Prompt.Location, cancellationToken).ConfigureAwait(false);
        GradedOutput? output = null;
        if (transformed is not null)
        {
            (output, error) = await _runner.TransformAsync(transformed, input.Case.Transform, input, input.Case.Location, cancellationToken).ConfigureAwait(false);
        }

        if (output is null)
        {
            return new Grade { Outcome = CaseOutcome.Error, Promptfoo = new PromptfooVerdict(Pass: false, 0), Assertions = [], Error = error };
        }

        input = input with { Answer = output };
        List<AssertionResult> assertions = new(input.Case.Assertions.Count);
        Assertion[] comparisons = input.ComparesOutputs ? [.. input.Case.Assertions.Where(assertion => AssertionCatalog.IsComparison(assertion.Type))] : [];
        foreach (Assertion assertion in input.Case.Assertions)
        {
            if (comparisons.Contains(assertion))
            {
                continue;
            }

            assertions.Add(MetricName.Fill(await _runner.RunAsync(assertion, output, input, cancellationToken).ConfigureAwait(false), input, cancellationToken));
        }

        // One after another, so that a run has as many calls in flight as it has cases.
        List<MetricResult> metrics = new(input.Prompt.AdditionalMetrics.Count);
        foreach (MetricDefinition metric in input.Prompt.AdditionalMetrics)
        {
            metrics.Add(await judge.MeasureAsync(metric, input, output.Text, cancellationToken).ConfigureAwait(false));
        }

        Tally tally = Tally.Of(assertions, input.Case.Threshold);
        if (input.Case.Setup.ScoringFunction is { } function && assertions.Count > 0)
        {
            tally = await _scoring.ApplyAsync(function, tally, assertions, input, cancellationToken).ConfigureAwait(false);
        }

        Grade grade = Whole(assertions, tally);
        return comparisons.Length == 0 ? grade : grade with { Pending = new(input, output.Text, comparisons, assertions, Conclude) };

        Grade Whole(IReadOnlyList<AssertionResult> all, Tally of)
        {
            Components components = new()
            {
                Tally = of,
                Assertions = all,
                Limits = [.. PromptLimits.Check(input), .. CaseThreshold.Missed(of, input)],
                Metrics = metrics,
            };
            return (components with { Kpis = Kpis(components, input, output) }).ToGrade() with { Output = output };
        }

        // As in promptfoo, who is not chosen fails with the score 0, and who is has the score of the other checks.
        Grade Conclude(IReadOnlyList<AssertionResult> compared)
        {
            AssertionResult[] all = [.. assertions, .. compared.Select(result => MetricName.Fill(result, input, cancellationToken))];
            Tally chosen = Tally.Of(compared, null);
            Tally whole = assertions.Count == 0 ? chosen : tally with { Error = tally.Error ?? chosen.Error, Checked = tally.Checked || chosen.Checked };
            bool isLost = chosen is { Error: null, Pass: false };
            return Whole(all, whole with { Pass = whole.Pass && !isLost, Mean = isLost ? 0 : whole.Mean });
        }
    }

    static IReadOnlyList<KpiResult> Kpis(Components components, GradingInput input, GradedOutput output)
    {
        if (input.Prompt.AdditionalKpis.Count == 0)
        {
            return [];
        }

        Grade before = components.ToGrade();
        KpiScope scope = new()
        {
            Output = input.Output,
            Text = output.Text,
            Vars = input.Case.Vars,
            Provider = input.Provider,
            Score = before.Score,
            Outcome = before.Outcome,
            Scores = NamedScores.Of(components.Assertions, components.Metrics),
        };
        return [.. input.Prompt.AdditionalKpis.Select(kpi => KpiGrader.Grade(kpi, scope))];
    }
}
