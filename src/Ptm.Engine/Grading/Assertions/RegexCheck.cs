using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>regex</c>: JavaScript's dialect without flags, found anywhere in the output.</summary>
internal sealed class RegexCheck : InstantCheck
{
    const int KnownPatterns = 1_000;

    static readonly TimeSpan _time = TimeSpan.FromSeconds(1);
    static readonly ConcurrentDictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

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
            { } text => Compile(text.GetString()!).Flaw,
        };
    }

    protected override Verdict Run(CheckInput input)
    {
        string pattern = input.Value.GetString()!;
        try
        {
            return Verdict.Of(
                Compile(pattern).Regex!.IsMatch(input.Text),
                input.Inverted,
                $"{input.Expected}to match /{Quote.Cut(pattern)}/, found {Quote.Of(input.Text)}");
        }
        catch (RegexMatchTimeoutException)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"the pattern /{Quote.Cut(pattern)}/ ran longer than {_time.TotalSeconds:0} s on this output; it backtracks too much");
        }
    }

    static (Regex? Regex, string? Flaw) Compile(string pattern)
    {
        if (_patterns.TryGetValue(pattern, out Regex? known))
        {
            return (known, null);
        }

#pragma warning disable CS0618 // Deprecated for the next major version of Acornima; 44 of 45 patterns tried agree with promptfoo, and the script engine stays unloaded.
        Acornima.RegExpParseResult result;
        try
        {
            result = Acornima.Tokenizer.AdaptRegExp(pattern, "", compiled: false, _time, throwIfNotAdaptable: false);
        }
#pragma warning restore CS0618
        catch (Acornima.ParseErrorException error)
        {
            return (null, Flaw(pattern, error.Error.Description));
        }
        if (result.Regex is not { } regex)
        {
            return (null, Flaw(pattern, result.ConversionError?.Description ?? "it cannot be read"));
        }

        if (_patterns.Count >= KnownPatterns)
        {
            _patterns.Clear();
        }

        _patterns[pattern] = regex;
        return (regex, null);
    }

    static string Flaw(string pattern, string why)
    {
        string hint = pattern.Contains("(?i)", StringComparison.Ordinal) ? "; JavaScript has no (?i) for a whole pattern, write (?i:…) around it" : "";
        return $"has the pattern /{Quote.Cut(pattern)}/, which is no JavaScript regular expression: {why}{hint}";
    }
}
