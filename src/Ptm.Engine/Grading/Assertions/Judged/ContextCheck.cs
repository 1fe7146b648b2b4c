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
        List<string> unsupported = [];
        int all = 0;
        foreach (JudgeObject statement in verdict.List("statements", MostStatements).Select(verdict.Item))
        {
            string text = statement.Text("statement");
            all++;
            if (!statement.Flag("supported"))
            {
                unsupported.Add(text);
            }
        }

        return new(
            (double)(all - unsupported.Count) / all,
            $"the context supports {all - unsupported.Count} of {all} statements{(unsupported.Count == 0 ? "" : $", not {Quote.List(unsupported)}")}");
    }
}
