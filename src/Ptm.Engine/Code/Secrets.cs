using System.Collections;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Code;

/// <summary>The values of environment variables that look like keys: takes them out of texts, and finds them there.</summary>
internal static class Secrets
{
    static readonly string[] s_words = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "AUTH", "CONNECTION_STRING"];

    public static string TakenOutOf(string text, IReadOnlyDictionary<string, string>? more = null) =>
        Of(Variables().Concat(more ?? new Dictionary<string, string>(StringComparer.Ordinal))).Aggregate(text, (rest, secret) => secret.Value.TakenOutOf(rest));

    /// <summary>The variables of the environment that look like keys.</summary>
    public static IReadOnlyList<KeyValuePair<string, ApiKey>> Known() => [.. Of(Variables())];

    static IEnumerable<KeyValuePair<string, string>> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""));

    static IEnumerable<KeyValuePair<string, ApiKey>> Of(IEnumerable<KeyValuePair<string, string>> variables) => variables
        .Where(variable => Array.Exists(s_words, word => variable.Key.Contains(word, StringComparison.OrdinalIgnoreCase)))
        .Select(variable => KeyValuePair.Create(variable.Key, new ApiKey(variable.Value)));
}
