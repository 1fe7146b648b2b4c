using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>finish-reason</c>: why the model stopped, in any case.</summary>
internal sealed class FinishReasonCheck : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: the reason, such as stop, length, tool_calls or content_filter";
        }

        return value switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => string.IsNullOrWhiteSpace(text.GetString()) ? "needs a reason, and its value is empty" : null,
            _ => "needs a text as its value, such as stop",
        };
    }

    protected override Verdict Run(CheckInput input)
    {
        string expected = input.Value.GetString()!;
        return input.Grading.Output.FinishReason is not { Length: > 0 } found
            ? Verdict.Error(DiagnosticCodes.InputMissing, $"input missing: the provider \"{input.Grading.Provider}\" does not say why the model stopped")
            : Verdict.Of(
                string.Equals(found, expected, StringComparison.OrdinalIgnoreCase),
                input.Inverted,
                $"{input.Expected}the finish reason {Quote.Of(expected)}, found {Quote.Of(found)}");
    }
}
