using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary><c>context-recall</c>: how much of a true answer the context supports.</summary>
internal sealed class ContextRecallCheck : ContextCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) => JudgedValue.FlawOfText(value, hasValue, "the true answer, whose statements the context should hold");

    protected override Task<JudgeVerdict> JudgeAsync(CheckInput input, JudgedCase graded, CancellationToken cancellationToken)
    {
        JudgeTemplate template = new(JudgePrompt.ContextRecall)
        {
            Graded = ["context"],
            ["query"] = graded.Variable("query") ?? "",
            ["context"] = ContextText.Of(input),
            ["truth"] = input.Value.GetString()!,
        };
        template.Alias("truth", "groundTruth");
        return ShareAsync(template, input, graded, cancellationToken);
    }
}
