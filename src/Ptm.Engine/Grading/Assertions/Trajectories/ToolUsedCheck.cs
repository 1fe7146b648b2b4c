using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Trajectories;

/// <summary>
/// <c>trajectory:tool-used</c>: the tools were called, or one was called <c>{ pattern, min, max }</c> times, once at least unless set.
/// <c>not-</c> of a list holds when none of them was called.
/// </summary>
internal sealed class ToolUsedCheck : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: the name of a tool, a list of names, or { pattern, min, max }";
        }

        return value switch
        {
            null => null,
            { ValueKind: JsonValueKind.Object } known => ToolPattern.Of(known) is null ? "needs a pattern or a name in its value" : CountRange.Flaw(known),
            { ValueKind: JsonValueKind.Array } known => ToolPattern.List(known) is null ? "needs names of tools in its list" : null,
            { } known => ToolPattern.Of(known) is null ? "needs the name of a tool, a list of names, or { pattern, min, max }, as its value" : null,
        };
    }

    protected override Verdict Run(CheckInput input)
    {
        IReadOnlyList<string> called = [.. input.Grading.Output.ToolCalls.Select(call => call.Name)];
        string found = called.Count == 0 ? "none" : Quote.List(called);
        if (input.Value.ValueKind == JsonValueKind.Object)
        {
            string pattern = ToolPattern.Of(input.Value)!;
            CountRange range = CountRange.Of(input.Value);
            range = range with { Min = range.Min ?? 1 };
            int count = called.Count(name => TrajectoryAct.Matches(pattern, name));
            return Verdict.Of(range.Holds(count), input.Inverted, $"{input.Expected}{range} calls of {Quote.Of(pattern)}, found {count}; the calls were {found}");
        }

        IReadOnlyList<string> wanted = ToolPattern.List(input.Value) ?? [ToolPattern.Of(input.Value)!];
        string[] used = [.. wanted.Where(pattern => called.Any(name => TrajectoryAct.Matches(pattern, name)))];
        bool holds = input.Inverted ? used.Length == 0 : used.Length == wanted.Count;
        return new(holds, holds ? 1 : 0, input.Inverted
            ? $"expected no call of {Quote.List(wanted)}, found {found}"
            : $"expected calls of {Quote.List(wanted)}, found {found}");
    }
}
