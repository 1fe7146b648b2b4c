using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Trajectories;

/// <summary><c>trajectory:tool-sequence</c>: the tools were called in this order, with others between them unless <c>mode</c> is <c>exact</c>.</summary>
internal sealed class ToolSequenceCheck : InstantCheck
{
    const string Exact = "exact";
    const string InOrder = "in_order";

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: a list of tools, or { mode, steps }";
        }

        return value switch
        {
            null => null,
            { ValueKind: JsonValueKind.Object } known => Mode(known) is not (Exact or InOrder) ? "knows the modes in_order and exact" : Steps(known) is null ? "needs a list of tools as steps" : null,
            { } known => Steps(known) is null ? "needs a list of tools, or { mode, steps }, as its value" : null,
        };
    }

    protected override Verdict Run(CheckInput input)
    {
        IReadOnlyList<string> steps = Steps(input.Value)!;
        bool isExact = input.Value.ValueKind == JsonValueKind.Object && Mode(input.Value) == Exact;
        string[] called = [.. input.Grading.Output.ToolCalls.Select(call => call.Name)];
        bool holds = isExact
            ? called.Length == steps.Count && called.Zip(steps).All(pair => TrajectoryAct.Matches(pair.Second, pair.First))
            : Follows(called, steps);
        return Verdict.Of(holds, input.Inverted, $"{input.Expected}{(isExact ? "exactly" : "in this order")} the calls of {Quote.List(steps)}, found {(called.Length == 0 ? "none" : Quote.List(called))}");
    }

    // Each step is the first call after that of the step before.
    static bool Follows(string[] called, IReadOnlyList<string> steps)
    {
        int next = 0;
        foreach (string name in called)
        {
            next += next < steps.Count && TrajectoryAct.Matches(steps[next], name) ? 1 : 0;
        }

        return next == steps.Count;
    }

    static IReadOnlyList<string>? Steps(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.TryGetProperty("steps", out JsonElement steps) ? ToolPattern.List(steps) : null : ToolPattern.List(value);

    static string? Mode(JsonElement value) => !value.TryGetProperty("mode", out JsonElement mode) || mode.ValueKind == JsonValueKind.Null ? InOrder : mode.ValueKind == JsonValueKind.String ? mode.GetString() : null;
}
