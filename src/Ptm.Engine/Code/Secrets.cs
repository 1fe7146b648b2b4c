using System.Collections;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Code;

/// <summary>The values of environment variables that look like keys: takes them out of texts, and finds them there.</summary>
internal static class Secrets
{
    static readonly string[] s_words = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "AUTH", "CONNECTION_STRING"];

    public static string TakenOutOf(string text, IReadOnlyDictionary<string, string>? more = null) =>
        Variables(more).Aggregate(text, (rest, variable) => new ApiKey(variable.Value).TakenOutOf(rest));

    /// <summary>The name of a variable whose value a text repeats, encoded or not; null where none is.</summary>
    public static string? NameIn(string text) => Variables(null).Where(variable => new ApiKey(variable.Value).IsIn(text)).Select(variable => variable.Key).FirstOrDefault();

    static IEnumerable<KeyValuePair<string, string>> Variables(IReadOnlyDictionary<string, string>? more)
    {
        IEnumerable<KeyValuePair<string, string>> own = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => new KeyValuePair<string, string>((string)entry.Key, (string?)entry.Value ?? ""));
        return own.Concat(more ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .Where(variable => Array.Exists(s_words, word => variable.Key.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }
}
