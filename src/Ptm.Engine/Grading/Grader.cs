using Ptm.Engine.Scripting;

namespace Ptm.Engine.Grading;

/// <summary>Turns an output into a grade: the case's transform, every assertion, the prompt's own limits, and what they make together.</summary>
internal sealed class Grader(ScriptSandbox scripts)
{
    readonly AssertionRunner _runner = new(scripts);

    /// <summary>Errors of an assertion that show when its file is read.</summary>
    public static IEnumerable<Diagnostic> Validate(Assertion assertion) => AssertionValidator.Validate(assertion);

    public static AssertionSupport SupportOf(string type) => AssertionCatalog.SupportOf(type);

    /// <summary>Grades one output. What a person wrote wrongly or a model said becomes an error in the grade; only cancellation throws.</summary>
    public async Task<Grade> GradeAsync(GradingInput input, CancellationToken cancellationToken)
    {
        (GradedOutput? output, CaseError? error) = await _runner.TransformAsync(new GradedOutput(input.Output.Text), input.Case.Transform, input, input.Case.Location, cancellationToken).ConfigureAwait(false);
        if (output is null)
        {
            return new Grade { Outcome = CaseOutcome.Error, Promptfoo = new PromptfooVerdict(Pass: false, 0), Assertions = [], Error = error };
        }

        List<AssertionResult> results = new(input.Case.Assertions.Count + 2);
        foreach (Assertion assertion in input.Case.Assertions)
        {
            results.Add(await _runner.RunAsync(assertion, output, input, cancellationToken).ConfigureAwait(false));
        }

        Tally tally = Tally.Of(results, input.Case.Threshold);
        bool bare = results.Count == 0;
        IReadOnlyList<AssertionResult> limits = PromptLimits.Check(input);
        results.AddRange(limits);
        return Decide(tally, bare, limits, results);
    }

    static Grade Decide(Tally tally, bool bare, IReadOnlyList<AssertionResult> limits, List<AssertionResult> results)
    {
        AssertionResult? error = tally.Error ?? limits.FirstOrDefault(limit => limit.Outcome == CaseOutcome.Error);
        bool held = limits.All(limit => limit.Outcome == CaseOutcome.Passed);
        CaseOutcome outcome = error is not null ? CaseOutcome.Error
            : !tally.Checked && limits.Count == 0 ? CaseOutcome.Unchecked
            : held && (tally.Pass || !tally.Checked) ? CaseOutcome.Passed
            : CaseOutcome.Failed;

        // promptfoo knows no limits of a prompt, passes a case without assertions with the score 1, and gives one of weight 0 alone the score 0.
        PromptfooVerdict promptfoo = bare && error is null ? new(Pass: true, 1) : new(tally.Pass && error is null, tally.Mean);
        return new Grade
        {
            Outcome = outcome,
            Score = outcome switch
            {
                CaseOutcome.Error or CaseOutcome.Unchecked => null,
                _ when !tally.Checked => held ? 100 : 0,
                _ => 100 * tally.Mean,
            },
            Promptfoo = promptfoo,
            Assertions = results,
            Error = error is null ? null : new CaseError(error.ErrorCode!, $"{error.Type}: {error.Reason}", error.Location),
        };
    }
}
