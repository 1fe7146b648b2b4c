using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>regex</c>: JavaScript's dialect without flags, found anywhere in the output.</summary>
internal sealed class RegexCheck : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: the pattern";
        }

        return value switch
        {
            null => null,
            { ValueKind: not JsonValueKind.String } => "needs a text as its pattern; put a number in quotes",
            { } text when text.ValueEquals("") => "needs a pattern, and its value is empty",
            { } text => Flaw(text.GetString()!),
        };
    }

    protected override Verdict Run(CheckInput input)
    {
        string pattern = input.Value.GetString()!;
        try
        {
            return Verdict.Of(
                JavaScriptPattern.Compile(pattern).Regex!.IsMatch(input.Text),
                input.Inverted,
                $"{input.Expected}to match /{Quote.Cut(pattern)}/, found {Quote.Of(input.Text)}");
        }
        catch (RegexMatchTimeoutException)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"the pattern /{Quote.Cut(pattern)}/ ran longer than {JavaScriptPattern.Time.TotalSeconds:0} s on this output; it backtracks too much");
        }
    }

    static string? Flaw(string pattern)
    {
        if (JavaScriptPattern.Compile(pattern).Flaw is not { } why)
        {
            return null;
        }

        string hint = pattern.Contains("(?i)", StringComparison.Ordinal) ? "; JavaScript has no (?i) for a whole pattern, write (?i:…) around it" : "";
        return $"has the pattern /{Quote.Cut(pattern)}/, which is no JavaScript regular expression: {why}{hint}";
    }
}
