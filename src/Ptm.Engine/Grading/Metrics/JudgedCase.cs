using System.Text.Json;
using Ptm.Engine.Grading.Assertions;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>An output that is put before a judge, with its case.</summary>
/// <param name="Input">The case.</param>
/// <param name="Output">The output as text.</param>
/// <param name="Assertion">The check; null for a metric.</param>
internal sealed record JudgedCase(GradingInput Input, string Output, Assertion? Assertion)
{
    /// <summary>The context that is shown with it, where the output holds one; null otherwise.</summary>
    public GradedOutput? Context { get; init; }

    public static JudgedCase Of(CheckInput input) => new(input.Grading, input.Text, input.Assertion) { Context = input.Context };

    /// <summary>What a judge is asked: the check's own template, the case's, or the product's.</summary>
    /// <exception cref="JudgeException">A template does not render.</exception>
    public RenderedPrompt Fill(JudgeTemplate template, CancellationToken cancellationToken) => template.Fill(this, cancellationToken);

    public JudgeReply Reply(ModelOutput reply, JudgeSession judge) => new(reply, judge.Asked!, Graded());

    // Whatever comes from a model or from data, as it was given and as it is shown; what a person wrote to judge by may well show a verdict.
    string[] Graded() =>
    [
        .. new[] { Output, Input.Output.Text, Input.Answer?.Text, Context?.Text, Input.Case.Vars.GetPropertyCount() == 0 ? null : Input.Case.Vars.GetRawText() }
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>A variable of the case as text; null for none.</summary>
    public string? Variable(string name) =>
        Input.Case.Vars.TryGetProperty(name, out JsonElement value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value.ValueKind == JsonValueKind.String ? value.GetString() : CompactJson.Of(value)
            : null;
}
