using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary><c>factuality</c>: a judge says how the facts of the output lie to those of a reference: a part of them (A), more than them (B), the same (C), against them (D), or different in nothing that matters (E).</summary>
internal sealed class FactualityCheck() : JudgedCheck(null)
{
    static readonly (string Option, string Meaning)[] s_categories =
    [
        ("subset", "tells a part of the reference"),
        ("superset", "tells more than the reference"),
        ("agree", "tells the same as the reference"),
        ("disagree", "disagrees with the reference"),
        ("differButFactual", "differs from the reference in nothing that matters"),
    ];

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) => JudgedValue.FlawOfText(value, hasValue, "the reference, whose facts are true");

    protected override async Task<JudgeVerdict> JudgeAsync(CheckInput input, JudgedCase graded, CancellationToken cancellationToken)
    {
        JudgeTemplate template = new(JudgePrompt.Factuality)
        {
            ["input"] = graded.Input.Rendered.Text,
            ["ideal"] = input.Value.GetString()!,
            ["output"] = graded.Output,
        };
        template.Alias("output", "completion");
        ModelOutput reply = await input.Judge.AskAsync(JudgeKind.Text, graded.Fill(template, cancellationToken), VerdictSchemas.Factuality, 0, cancellationToken).ConfigureAwait(false);
        JudgeObject verdict = graded.Reply(reply, input.Judge).Read("category");
        string letter = verdict.Text("category").Trim().Trim('(', ')').ToUpperInvariant();
        int category = letter.Length == 1 ? letter[0] - 'A' : -1;
        if (category < 0 || category >= s_categories.Length)
        {
            throw verdict.Flaw("the category is none of A, B, C, D, E");
        }

        double score = ScoreOf(category, graded.Input.Case.Setup.Factuality);
        return new(score, $"it {s_categories[category].Meaning} ({letter}). {verdict.TextOrNull("reason")}".TrimEnd()) { Pass = score > 0 };
    }

    static double ScoreOf(int category, JsonElement? scores) =>
        scores is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(s_categories[category].Option, out JsonElement score)
            ? score.ValueKind == JsonValueKind.Number && score.GetDouble() is >= 0 and <= 1 and var number
                ? number
                : throw new JudgeException(DiagnosticCodes.InvalidValue, $"options.factuality.{s_categories[category].Option} is {Quote.Cut(score.GetRawText())}; it is a number from 0 to 1")
            : s_categories[category].Option == "disagree" ? 0 : 1;
}
