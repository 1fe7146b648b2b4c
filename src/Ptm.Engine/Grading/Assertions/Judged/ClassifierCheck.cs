using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary><c>classifier</c>: how sure a classifier is that the output is of a class; without one, of its likeliest.</summary>
internal sealed class ClassifierCheck() : JudgedCheck(1)
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        value is { ValueKind: not JsonValueKind.String } ? "needs the name of a class as its value"
        : value is { } name && string.IsNullOrWhiteSpace(name.GetString()) ? "needs the name of a class, and its value is empty"
        : null;

    protected override async Task<JudgeVerdict> JudgeAsync(CheckInput input, JudgedCase graded, CancellationToken cancellationToken)
    {
        ModelOutput reply = await input.Judge.AskAsync(JudgeKind.Classification, new() { Text = graded.Output }, null, 0, cancellationToken).ConfigureAwait(false);
        JudgeReply read = new(reply, input.Judge.Asked!, []);
        if (reply.Json is not { ValueKind: JsonValueKind.Object } classes || classes.GetPropertyCount() == 0)
        {
            throw read.Flaw("a classifier gives an object of classes with their scores");
        }

        string? wanted = input.Value.ValueKind == JsonValueKind.String ? input.Value.GetString() : null;
        (string Name, double Score) likeliest = ("", double.NegativeInfinity);
        double? found = null;
        foreach (JsonProperty one in classes.EnumerateObject())
        {
            if (one.Value.ValueKind != JsonValueKind.Number || one.Value.GetDouble() is not (>= 0 and <= 1 and var score))
            {
                throw read.Flaw($"the score of {Quote.Of(one.Name)} is not from 0 to 1");
            }

            likeliest = score > likeliest.Score ? (one.Name, score) : likeliest;
            found = one.Name == wanted ? score : found;
        }

        return wanted is not null && found is null
            ? throw new JudgeException(DiagnosticCodes.InvalidAssertion, $"the classifier '{input.Judge.Asked}' has no class {Quote.Of(wanted)}; it has {Quote.List(classes.EnumerateObject().Select(one => one.Name))}")
            : new(found ?? likeliest.Score, $"the class {Quote.Of(wanted ?? likeliest.Name)} has {Quote.Of(found ?? likeliest.Score)}, the likeliest is {Quote.Of(likeliest.Name)}");
    }
}
