using System.Collections;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Code;

/// <summary>Takes the values of environment variables that look like keys out of what a program printed.</summary>
internal static class Secrets
{
    static readonly string[] s_words = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "AUTH", "CONNECTION_STRING"];

    public static string TakenOutOf(string text, IReadOnlyDictionary<string, string>? more = null)
    {
        IEnumerable<KeyValuePair<string, string>> own = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => new KeyValuePair<string, string>((string)entry.Key, (string?)entry.Value ?? ""));
        return own.Concat(more ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .Where(variable => Array.Exists(s_words, word => variable.Key.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Aggregate(text, (rest, variable) => new ApiKey(variable.Value).TakenOutOf(rest));
    }
}
