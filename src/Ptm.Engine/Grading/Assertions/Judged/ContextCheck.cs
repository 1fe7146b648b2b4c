using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary>A check that holds something against a context; the share that a judge finds in order is the score.</summary>
internal abstract class ContextCheck() : JudgedCheck(0.5)
{
    const int MostStatements = 500;

    /// <summary>The share of statements that the context supports.</summary>
    protected static async Task<JudgeVerdict> ShareAsync(JudgeTemplate template, CheckInput input, JudgedCase graded, CancellationToken cancellationToken)
    {
        ModelOutput reply = await input.Judge.AskAsync(JudgeKind.Text, graded.Fill(template, cancellationToken), VerdictSchemas.Statements, 0, cancellationToken).ConfigureAwait(false);
        JudgeObject verdict = graded.Reply(reply, input.Judge).Read("statements");
        Dictionary<string, bool> said = new(StringComparer.Ordinal);
        foreach (JudgeObject statement in verdict.List("statements", MostStatements).Select(verdict.Item))
        {
            string text = statement.Text("statement").Trim();
            bool isSupported = statement.Flag("supported");
            if (text.Length == 0)
            {
                throw verdict.Flaw("a statement is empty");
            }

            // One that is there twice is one.
            if (!said.TryAdd(text, isSupported) && said[text] != isSupported)
            {
                throw verdict.Flaw($"the statement {Quote.Of(text)} is supported, and it is not");
            }
        }

        string[] unsupported = [.. said.Where(statement => !statement.Value).Select(statement => statement.Key)];
        return new(
            (double)(said.Count - unsupported.Length) / said.Count,
            $"the context supports {said.Count - unsupported.Length} of {said.Count} statements{(unsupported.Length == 0 ? "" : $", not {Quote.List(unsupported)}")}");
    }
}
