using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary><c>model-graded-closedqa</c>: a judge says whether the output meets a criterion, and nothing between.</summary>
internal sealed class ClosedQuestionCheck() : JudgedCheck(null)
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) => JudgedValue.FlawOfText(value, hasValue, "the criterion");

    protected override async Task<JudgeVerdict> JudgeAsync(CheckInput input, JudgedCase graded, CancellationToken cancellationToken)
    {
        JudgeTemplate template = new(JudgePrompt.ClosedQuestion)
        {
            ["input"] = graded.Input.Rendered.Text,
            ["criteria"] = input.Value.GetString()!,
            ["output"] = graded.Output,
        };
        template.Alias("output", "completion");
        ModelOutput reply = await input.Judge.AskAsync(JudgeKind.Text, graded.Fill(template, cancellationToken), VerdictSchemas.ClosedQuestion, 0, cancellationToken).ConfigureAwait(false);
        JudgeObject verdict = graded.Reply(reply, input.Judge).Read("pass");
        bool pass = verdict.Flag("pass");
        _ = verdict.ScoreBeside(pass);
        return new(pass ? 1 : 0, verdict.TextOrNull("reason") ?? "") { Pass = pass };
    }
}
