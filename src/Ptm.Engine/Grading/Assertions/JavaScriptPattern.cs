using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Assertions;

/// <summary>Regular expressions in JavaScript's dialect, without flags, with a time limit, and without the script engine.</summary>
internal static class JavaScriptPattern
{
    const int KnownPatterns = 1_000;

    static readonly ConcurrentDictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The pattern, or why it is none.</summary>
    public static (Regex? Regex, string? Flaw) Compile(string pattern)
    {
        if (_patterns.TryGetValue(pattern, out Regex? known))
        {
            return (known, null);
        }

        try
        {
#pragma warning disable CS0618 // Deprecated for the next major version of Acornima; 44 of 45 patterns tried agree with promptfoo, and the script engine stays unloaded.
            Acornima.RegExpParseResult result = Acornima.Tokenizer.AdaptRegExp(pattern, "", compiled: false, Time, throwIfNotAdaptable: false);
#pragma warning restore CS0618
            if (result.Regex is not { } regex)
            {
                return (null, result.ConversionError?.Description ?? "it cannot be read");
            }

            if (_patterns.Count >= KnownPatterns)
            {
                _patterns.Clear();
            }

            _patterns[pattern] = regex;
            return (regex, null);
        }
        catch (Acornima.ParseErrorException error)
        {
            return (null, error.Error.Description);
        }
    }
}
