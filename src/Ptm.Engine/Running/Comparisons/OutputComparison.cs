using System.Text.Json;
using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Running.Comparisons;

/// <summary>Chooses among the outputs of one case: <c>select-best</c> by a judge, <c>max-score</c> by the scores of the other assertions.</summary>
internal sealed class OutputComparison(Judge judge)
{
    /// <summary>What one comparison says of each output, in their order.</summary>
    /// <param name="index">Which of the case's comparisons.</param>
    /// <param name="outputs">The outputs, in the plan's order.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AssertionResult[]> CompareAsync(int index, IReadOnlyList<PendingComparison> outputs, CancellationToken cancellationToken)
    {
        Assertion assertion = outputs[0].Comparisons[index];
        JudgeSession session = judge.Begin(outputs[0].Input, assertion);
        AssertionResult[] results;
        try
        {
            if (AssertionFile.Of(assertion) is { } file)
            {
                throw new JudgeException(DiagnosticCodes.NotSupportedYet, $"{assertion.Type} with {Quote.Of(file)}: reading a value from a file is not supported yet; write it in place");
            }

            if (AssertionValidator.FlawOf(assertion, assertion.Value, rendered: true) is { } flaw)
            {
                throw new JudgeException(DiagnosticCodes.InvalidAssertion, $"{assertion.Type} {flaw}");
            }

            if (outputs.Count < 2)
            {
                throw JudgeException.InputMissing("another output. It compares those of one case over prompts and providers, and there is one alone");
            }

            results = assertion.Type == AssertionCatalog.MaxScore
                ? ByScore(assertion, outputs, index)
                : await ByJudgeAsync(assertion, outputs, index, session, cancellationToken).ConfigureAwait(false);
        }
        catch (JudgeException error)
        {
            results = [.. outputs.Select(output => Result(output.Comparisons[index], CaseOutcome.Error, error.Message) with { ErrorCode = error.Code })];
        }

        // The one question is the first output's to pay.
        results[0] = results[0] with { Judge = session.Asked, CostUsd = session.CostUsd, Tokens = session.Tokens };
        return results;
    }

    static async Task<AssertionResult[]> ByJudgeAsync(Assertion assertion, IReadOnlyList<PendingComparison> outputs, int index, JudgeSession session, CancellationToken cancellationToken)
    {
        GradingInput input = outputs[0].Input;
        string criteria;
        try
        {
            criteria = AssertionValue.Render(assertion.Value, input, assertion.Location, cancellationToken)!.Value.GetString()!;
        }
        catch (PtmException error)
        {
            throw new JudgeException(DiagnosticCodes.InvalidAssertion, $"the value could not be rendered: {error.Diagnostics[0].Message}");
        }

        JudgedCase graded = new(input, string.Join('\n', outputs.Select(output => output.Output)), assertion);
        JudgeTemplate template = new(JudgePrompt.SelectBest) { Graded = ["outputs"], ["criteria"] = criteria };
        template.Add("outputs", [.. outputs.Select(output => output.Output)]);
        int[] votes = new int[outputs.Count];
        string reason = "";
        for (session.Sample = 0; session.Sample < session.Samples; session.Sample++)
        {
            ModelOutput reply = await session.AskAsync(JudgeKind.Text, graded.Fill(template, cancellationToken), VerdictSchemas.Best, 0, cancellationToken).ConfigureAwait(false);
            JudgeObject verdict = graded.Reply(reply, session).Read("best");
            double best = verdict.Score("best", outputs.Count - 1);
            votes[best == Math.Floor(best) ? (int)best : throw verdict.Flaw("the best is no whole number")]++;
            reason = verdict.TextOrNull("reason") ?? reason;
        }

        // Of several with as many votes the first, as the judge is told for outputs that are as good as one another.
        int chosen = Array.IndexOf(votes, votes.Max());
        return Choose(outputs, index, chosen, at => $"expected to be the best by {Quote.Of(criteria)} of {outputs.Count} outputs, found {(at == chosen ? "it is" : $"output {chosen} is")}: {Quote.Cut(reason, 1_000)}".TrimEnd(' ', ':'));
    }

    static AssertionResult[] ByScore(Assertion assertion, IReadOnlyList<PendingComparison> outputs, int index)
    {
        if (outputs.Any(output => output.Others.Count == 0))
        {
            throw JudgeException.InputMissing("other assertions, whose scores it compares");
        }

        JsonElement settings = assertion.Value is { ValueKind: JsonValueKind.Object } given ? given : default;
        double[] scores = [.. outputs.Select(output => ScoreOf(output.Others, settings))];
        int chosen = 0;
        for (int at = 1; at < scores.Length; at++)
        {
            chosen = Limits.IsBelow(scores[chosen], scores[at]) ? at : chosen;
        }

        double? least = Member(settings, "threshold")?.GetDouble();
        bool reaches = least is not { } limit || Limits.Reaches(scores[chosen], limit);
        string wanted = least is null ? "" : $" and at least {Quote.Of(least.Value)}";
        return Choose(outputs, index, reaches ? chosen : -1, at => $"expected the highest score of {outputs.Count} outputs{wanted}, found {Quote.Of(scores[at])}{(at == chosen ? "" : $", and {Quote.Of(scores[chosen])} of output {chosen}")}");
    }

    static double ScoreOf(IReadOnlyList<AssertionResult> others, JsonElement settings)
    {
        JsonElement? weights = Member(settings, "weights");
        double sum = 0;
        double mass = 0;
        foreach (AssertionResult other in others)
        {
            double weight = weights is { } given && given.TryGetProperty(other.Type, out JsonElement own) ? own.GetDouble() : 1;
            sum += weight * other.Score;
            mass += weight;
        }

        if (mass == 0)
        {
            throw new JudgeException(DiagnosticCodes.InvalidAssertion, "its weights leave no assertion to compare by");
        }

        return Member(settings, "method")?.GetString() == "sum" ? sum : sum / mass;
    }

    static JsonElement? Member(JsonElement settings, string name) => settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out JsonElement value) ? value : null;

    static AssertionResult[] Choose(IReadOnlyList<PendingComparison> outputs, int index, int chosen, Func<int, string> reason) =>
        [.. outputs.Select((output, at) => Result(output.Comparisons[index], at == chosen ? CaseOutcome.Passed : CaseOutcome.Failed, reason(at)))];

    static AssertionResult Result(Assertion assertion, CaseOutcome outcome, string reason) => new()
    {
        Type = assertion.Type,
        Outcome = outcome,
        Score = outcome == CaseOutcome.Passed ? 1 : 0,
        Weight = assertion.Weight,
        Reason = reason,
        Metric = assertion.Metric,
        Location = assertion.Location,
    };
}
