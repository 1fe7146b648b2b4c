using System.Collections;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Code;

/// <summary>The values of environment variables that look like keys: takes them out of texts, and finds them there.</summary>
internal static class Secrets
{
    // A variable is one of its words or ends in one: OPENAI_API_KEY, githubToken, DB_PASSWORD, but not AUTHOR or KEYBOARD.
    static readonly string[] s_words = ["KEY", "KEYS", "TOKEN", "TOKENS", "SECRET", "SECRETS", "PASSWORD", "PASSWD", "CREDENTIAL", "CREDENTIALS", "AUTH", "AUTHORIZATION", "STRING"];
    static readonly string[] s_ends = ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIALS"];
    static readonly char[] s_separators = ['_', '-', '.', ':'];

    public static string TakenOutOf(string text, IReadOnlyDictionary<string, string>? more = null) =>
        Of(Variables().Concat(more ?? new Dictionary<string, string>(StringComparer.Ordinal))).Aggregate(text, (rest, secret) => secret.Value.TakenOutOf(rest));

    /// <summary>The variables that look like keys: those of the environment, and of <paramref name="more"/>; and all of <paramref name="keys"/>, whatever their names look like.</summary>
    public static IReadOnlyList<KeyValuePair<string, ApiKey>> Known(IEnumerable<KeyValuePair<string, string>>? more = null, IEnumerable<KeyValuePair<string, string>>? keys = null) =>
    [
        .. Of(Variables().Concat(more ?? []))
            .Concat((keys ?? []).Select(key => KeyValuePair.Create(key.Key, new ApiKey(key.Value))))
            .DistinctBy(secret => secret.Value.Reveal(), StringComparer.Ordinal),
    ];

    /// <summary>Whether a variable or a header of this name holds a key.</summary>
    public static bool LooksLikeKey(string name) => name.Split(s_separators).Any(word =>
        Array.Exists(s_words, known => word.Equals(known, StringComparison.OrdinalIgnoreCase)) || Array.Exists(s_ends, end => word.EndsWith(end, StringComparison.OrdinalIgnoreCase)));

    static IEnumerable<KeyValuePair<string, string>> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""));

    static IEnumerable<KeyValuePair<string, ApiKey>> Of(IEnumerable<KeyValuePair<string, string>> variables) => variables
        .Where(variable => LooksLikeKey(variable.Key) && !IsPlace(variable.Value))
        .Select(variable => KeyValuePair.Create(variable.Key, new ApiKey(variable.Value)));

    // SSH_AUTH_SOCK and GOOGLE_APPLICATION_CREDENTIALS name a place where secrets are.
    static bool IsPlace(string value) => Path.IsPathRooted(value) && Path.Exists(value);
}
