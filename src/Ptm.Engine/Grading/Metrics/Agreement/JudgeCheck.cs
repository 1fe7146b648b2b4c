using System.Text.Json;

namespace Ptm.Engine.Grading.Metrics.Agreement;

/// <summary>Has a judge judge outputs that a person judged, the way it judges cases.</summary>
/// <param name="grader">Grades.</param>
internal sealed class JudgeCheck(Grader grader)
{
    /// <summary>The verdicts in the outputs' order.</summary>
    /// <param name="outputs">The outputs.</param>
    /// <param name="assertion">The check to make of each; its value holds for those that have no criteria of their own.</param>
    /// <param name="maxConcurrency">How many at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public async Task<IReadOnlyList<LabelledVerdict>> RunAsync(IReadOnlyList<LabelledOutput> outputs, Assertion assertion, int maxConcurrency, CancellationToken cancellationToken)
    {
        LabelledVerdict[] verdicts = new LabelledVerdict[outputs.Count];
        await Parallel.ForAsync(0, outputs.Count, new ParallelOptions { MaxDegreeOfParallelism = maxConcurrency, CancellationToken = cancellationToken }, async (index, stop) =>
        {
            Grade grade = await grader.GradeAsync(InputOf(outputs[index], index, assertion), stop).ConfigureAwait(false);
            verdicts[index] = new(outputs[index], grade.Assertions[0]);
        }).ConfigureAwait(false);
        return verdicts;
    }

    static GradingInput InputOf(LabelledOutput labelled, int index, Assertion assertion) => new()
    {
        Prompt = new() { Id = "labelled", Text = "", Location = labelled.Location },
        Case = new()
        {
            Id = $"{index}",
            Vars = labelled.Vars,
            Assertions = [assertion with { Value = labelled.Criteria is { } own ? JsonSerializer.SerializeToElement(own) : assertion.Value, Location = labelled.Location }],
            Location = labelled.Location,
        },
        Rendered = new() { Text = labelled.Vars.TryGetProperty("input", out JsonElement input) ? input.ValueKind == JsonValueKind.String ? input.GetString()! : input.GetRawText() : "" },
        Output = new() { Text = labelled.Output },
        Provider = "labelled",
    };
}
