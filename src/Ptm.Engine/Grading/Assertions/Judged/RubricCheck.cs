using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary><c>llm-rubric</c>: a judge says whether the output meets a rubric, and how well.</summary>
internal sealed class RubricCheck() : JudgedCheck(null)
{
    // The score that passes where the judge does not say and no threshold is set.
    const double PassingScore = 0.5;

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) => value switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => string.IsNullOrWhiteSpace(text.GetString()) && assertion.RubricPrompt is null ? "needs a rubric, and its value is empty" : null,
        { ValueKind: JsonValueKind.Object or JsonValueKind.Array } => null,
        _ => "needs a rubric in words as its value",
    };

    protected override async Task<JudgeVerdict> JudgeAsync(CheckInput input, JudgedCase graded, CancellationToken cancellationToken)
    {
        if (input.Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null && !JudgeTemplate.IsOwn(graded))
        {
            throw new JudgeException(DiagnosticCodes.InvalidAssertion, "it needs a value: what a good output does, in words for the judge");
        }

        JudgeTemplate template = new(JudgePrompt.Rubric) { ["output"] = graded.Output, ["rubric"] = RubricOf(input.Value) };
        if (input.Value.ValueKind == JsonValueKind.Array)
        {
            template.Add("rubric", input.Value);
        }

        ModelOutput reply = await input.Judge.AskAsync(JudgeKind.Text, graded.Fill(template, cancellationToken), VerdictSchemas.Rubric, 0, cancellationToken).ConfigureAwait(false);
        return Read(graded.Reply(reply, input.Judge).Read("pass", "score", "reason"), input.Assertion.Threshold ?? PassingScore);
    }

    /// <summary>
    /// A pass without a score has the score 1. A score without a pass decides by itself, at the threshold or in the middle; so it is one vote among several, as a pass is.
    /// </summary>
    static JudgeVerdict Read(JudgeObject verdict, double least)
    {
        bool? pass = verdict.FlagOrNull("pass");
        double? score = verdict.ScoreBeside(pass);
        return pass is null && score is null ? throw verdict.Flaw("neither 'pass' nor 'score' is there")
            : new(score ?? (pass == true ? 1 : 0), verdict.TextOrNull("reason") ?? "") { Pass = pass ?? Limits.Reaches(score!.Value, least) };
    }

    static string RubricOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Object or JsonValueKind.Array => CompactJson.Of(value),
        _ => "",
    };
}
