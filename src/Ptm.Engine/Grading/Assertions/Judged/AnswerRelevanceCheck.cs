using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary>
/// <c>answer-relevance</c>: how near the question is to those that the output would answer: a judge writes three, and the mean cosine of their embeddings
/// to the question's is the score. The question is the variable <c>query</c>, else the prompt.
/// </summary>
internal sealed class AnswerRelevanceCheck() : JudgedCheck(0.5)
{
    const int MostQuestions = 20;

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) => JudgedValue.FlawOfNone(hasValue);

    protected override async Task<JudgeVerdict> JudgeAsync(CheckInput input, JudgedCase graded, CancellationToken cancellationToken)
    {
        // Asked for first, so that nothing is spent on an answer that cannot be compared.
        _ = input.Judge.NameOf(JudgeKind.Embedding);
        JudgeTemplate template = new(JudgePrompt.AnswerQuestions) { ["output"] = graded.Output };
        template.Alias("output", "answer");
        ModelOutput reply = await input.Judge.AskAsync(JudgeKind.Text, graded.Fill(template, cancellationToken), VerdictSchemas.Questions, 0, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> questions = graded.Reply(reply, input.Judge).Read("questions").Texts("questions", MostQuestions);
        string query = graded.Variable("query") is { } given && !string.IsNullOrWhiteSpace(given) ? given : graded.Input.Rendered.Text;
        double[] wanted = await Vectors.OfAsync(query, input.Judge, cancellationToken).ConfigureAwait(false);
        double sum = 0;
        foreach (string question in questions)
        {
            double[] found = await Vectors.OfAsync(question, input.Judge, cancellationToken).ConfigureAwait(false);
            sum += Vectors.Compare(Similarity.Cosine, found, wanted, input.Judge);
        }

        return new(Math.Clamp(sum / questions.Count, 0, 1), $"it would answer {Quote.List(questions)}, and was asked {Quote.Of(query)}");
    }
}
