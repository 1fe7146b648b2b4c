using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary><c>g-eval</c>: a judge scores the output by steps that it derives from a criterion; of several criteria the mean counts.</summary>
internal sealed class GEvalCheck() : JudgedCheck(0.7)
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        value is not { ValueKind: JsonValueKind.Array } list ? JudgedValue.FlawOfText(value, hasValue, "a criterion, or a list of them")
        : list.GetArrayLength() == 0 ? "has no criterion in its list, so nothing would be judged"
        : list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(item.GetString())) ? null
        : "needs criteria in words in its list";

    protected override async Task<JudgeVerdict> JudgeAsync(CheckInput input, JudgedCase graded, CancellationToken cancellationToken)
    {
        string[] criteria = input.Value.ValueKind == JsonValueKind.Array ? [.. input.Value.EnumerateArray().Select(item => item.GetString()!)] : [input.Value.GetString()!];
        List<JudgeVerdict> verdicts = new(criteria.Length);
        foreach (string criterion in criteria)
        {
            verdicts.Add(await input.Judge.GEval.ScoreAsync(criterion, [], graded, input.Judge, cancellationToken).ConfigureAwait(false));
        }

        return new(verdicts.Average(verdict => verdict.Score), string.Join(" | ", verdicts.Select(verdict => verdict.Reason)));
    }
}
