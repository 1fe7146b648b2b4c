using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary><c>context-faithfulness</c>: how much of the output the context supports.</summary>
internal sealed class ContextFaithfulnessCheck : ContextCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) => JudgedValue.FlawOfNone(hasValue);

    protected override Task<JudgeVerdict> JudgeAsync(CheckInput input, JudgedCase graded, CancellationToken cancellationToken)
    {
        JudgeTemplate template = new(JudgePrompt.ContextFaithfulness)
        {
            ["query"] = ContextText.Query(graded),
            ["context"] = ContextText.Of(input),
            ["output"] = graded.Output,
        };
        return ShareAsync(template, input, graded, cancellationToken);
    }
}
