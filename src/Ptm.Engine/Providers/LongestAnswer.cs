using System.Text.Json;

namespace Ptm.Engine.Providers;

/// <summary>The longest answer that parameters of a request ask for, by the names that the APIs have for it.</summary>
internal static class LongestAnswer
{
    static readonly string[] s_names = ["max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "max_new_tokens", "maxTokens", "num_predict", "max_gen_len"];

    // What is sent as a part of the request, so that a limit within it is one.
    static readonly HashSet<string> s_maps = ["passthrough", "extra_body", "options", "generationConfig", "generation_config", "inferenceConfig", "inference_config"];

    /// <summary>Its tokens as the profile itself names them; null where it does not.</summary>
    public static long? In(IReadOnlyDictionary<string, JsonElement> parameters)
    {
        foreach (string name in s_names)
        {
            if (parameters.TryGetValue(name, out JsonElement written) && Tokens(written) is { } tokens)
            {
                return tokens;
            }
        }

        return null;
    }

    /// <summary>The longest that is named anywhere in the parameters, such as under <c>options</c> or <c>passthrough</c>; null where there is none, or one that is no limit.</summary>
    public static long? Anywhere(IEnumerable<KeyValuePair<string, JsonElement>> parameters) =>
        Anywhere(parameters, isSent: true) is { Tokens: { } tokens, IsLimit: true } ? tokens : null;

    /// <summary>Whether the name is one of a longest answer.</summary>
    public static bool IsName(string name) => s_names.Contains(name);

    /// <summary>Whether a value limits the answer.</summary>
    public static bool IsLimit(JsonElement written) => Tokens(written) is not null;

    /// <summary>Whether the profile itself names a longest answer, be it a limit or none.</summary>
    public static bool IsNamed(IReadOnlyDictionary<string, JsonElement> parameters) => s_names.Any(parameters.ContainsKey);

    /// <summary>The parameters without what names a length, so that another can be set.</summary>
    public static IEnumerable<KeyValuePair<string, JsonElement>> TakenOutOf(IEnumerable<KeyValuePair<string, JsonElement>> parameters) =>
        parameters.Where(parameter => !s_names.Contains(parameter.Key));

    // Without a limit there are no tokens; of a limit in a place of unknown meaning they count, and it is none.
    static (long? Tokens, bool IsLimit)? Anywhere(IEnumerable<KeyValuePair<string, JsonElement>> parameters, bool isSent)
    {
        long? longest = null;
        bool isLimit = false;
        foreach ((string name, JsonElement value) in parameters)
        {
            if (s_names.Contains(name))
            {
                if (Tokens(value) is not { } tokens)
                {
                    return null;
                }

                longest = Math.Max(longest ?? 0, tokens);
                isLimit |= isSent;
            }
            else if (value.ValueKind == JsonValueKind.Object && Anywhere(value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)), isSent && s_maps.Contains(name)) is { } within)
            {
                longest = within.Tokens is { } nested ? Math.Max(longest ?? 0, nested) : longest;
                isLimit |= within.IsLimit;
            }
        }

        return (longest, isLimit);
    }

    static long? Tokens(JsonElement written) => written.ValueKind == JsonValueKind.Number && written.TryGetInt64(out long tokens) && tokens > 0 ? tokens : null;
}
