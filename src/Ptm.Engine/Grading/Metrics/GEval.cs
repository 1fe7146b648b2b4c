using System.Text.Json;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>
/// Scores by a criterion as in Liu et al. 2023, "G-Eval: NLG Evaluation using GPT-4 with Better Human Alignment": steps from the criterion, a score by the steps,
/// weighted by the probabilities of its token where the provider tells them.
/// </summary>
internal sealed class GEval
{
    const int Most = 10;

    readonly EvaluationSteps _steps = new();

    /// <summary>The verdict by one criterion.</summary>
    /// <param name="criteria">What a good output does.</param>
    /// <param name="steps">How to find out; empty to have the judge derive it.</param>
    /// <param name="graded">The case.</param>
    /// <param name="judge">The judge.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="JudgeException">The judge gave no verdict.</exception>
    public async Task<JudgeVerdict> ScoreAsync(string criteria, IReadOnlyList<string> steps, JudgedCase graded, JudgeSession judge, CancellationToken cancellationToken)
    {
        if (steps.Count == 0)
        {
            JudgeTemplate question = new(JudgePrompt.Steps) { Part = "steps", OnlyByPart = true, Graded = ["criteria"], ["criteria"] = criteria };
            steps = await _steps.OfAsync(graded.Fill(question, cancellationToken), judge, cancellationToken).ConfigureAwait(false);
        }

        JudgeTemplate template = new(JudgePrompt.GEval)
        {
            Part = "evaluate",
            ["criteria"] = criteria,
            ["input"] = graded.Input.Rendered.Text,
            ["output"] = graded.Output,
        };
        template.Add("steps", steps);
        template.Add("maxScore", JsonSerializer.SerializeToElement(Most));
        ModelOutput reply = await judge.AskAsync(JudgeKind.Text, graded.Fill(template, cancellationToken), VerdictSchemas.GEval, ScoreWeights.Alternatives, cancellationToken).ConfigureAwait(false);
        JudgeObject verdict = graded.Reply(reply, judge).Read("score", "reason");
        double score = verdict.Score("score", Most);
        string reason = verdict.Text("reason");
        return ScoreWeights.Of(reply.TokenLogProbs, score) is { } weighted
            ? new(weighted / Most, $"{reason} (the score {Quote.Of(score)} of {Most} is {Quote.Of(weighted)} by the probabilities of its token)")
            : new(score / Most, reason);
    }
}
