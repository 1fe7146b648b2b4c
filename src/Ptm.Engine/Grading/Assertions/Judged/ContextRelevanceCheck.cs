using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary><c>context-relevance</c>: how much of the context is needed to answer the question: needed pieces of all, which are the items of a list, else the sentences of a text.</summary>
internal sealed class ContextRelevanceCheck : ContextCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) => JudgedValue.FlawOfNone(hasValue);

    protected override async Task<JudgeVerdict> JudgeAsync(CheckInput input, JudgedCase graded, CancellationToken cancellationToken)
    {
        JudgeTemplate template = new(JudgePrompt.ContextRelevance) { Graded = ["context", "pieces"], ["query"] = ContextText.Query(graded) };
        string context = ContextText.Of(input);
        IReadOnlyList<string> pieces = ContextText.PiecesOf(input);
        template.Add("pieces", pieces);
        template["context"] = context;
        ModelOutput reply = await input.Judge.AskAsync(JudgeKind.Text, graded.Fill(template, cancellationToken), VerdictSchemas.Needed, 0, cancellationToken).ConfigureAwait(false);
        JudgeObject verdict = graded.Reply(reply, input.Judge).Read("needed");
        HashSet<int> needed = [];
        foreach (JsonElement item in verdict.List("needed", pieces.Count, mayBeEmpty: true))
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out int number) || number < 0 || number >= pieces.Count || !needed.Add(number))
            {
                throw verdict.Flaw($"a number in 'needed' is none of 0 to {pieces.Count - 1}, or is there twice");
            }
        }

        return new((double)needed.Count / pieces.Count, $"{needed.Count} of {pieces.Count} pieces of the context are needed. {verdict.TextOrNull("reason")}".TrimEnd());
    }
}
