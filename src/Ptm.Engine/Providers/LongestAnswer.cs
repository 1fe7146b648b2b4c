using System.Text.Json;

namespace Ptm.Engine.Providers;

/// <summary>The longest answer that parameters of a request ask for, by the names that the APIs have for it.</summary>
internal static class LongestAnswer
{
    const int Depth = 4;

    static readonly string[] s_names = ["max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "max_new_tokens", "maxTokens", "num_predict", "max_gen_len"];

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
    public static long? Anywhere(IEnumerable<KeyValuePair<string, JsonElement>> parameters) => Anywhere(parameters, Depth);

    /// <summary>The parameters without what names a length, so that another can be set.</summary>
    public static IEnumerable<KeyValuePair<string, JsonElement>> TakenOutOf(IEnumerable<KeyValuePair<string, JsonElement>> parameters) =>
        parameters.Where(parameter => !s_names.Contains(parameter.Key));

    static long? Anywhere(IEnumerable<KeyValuePair<string, JsonElement>> parameters, int depth)
    {
        long? longest = null;
        foreach ((string name, JsonElement value) in parameters)
        {
            if (s_names.Contains(name))
            {
                if (Tokens(value) is not { } tokens)
                {
                    return null;
                }

                longest = Math.Max(longest ?? 0, tokens);
            }
            else if (depth > 0 && value.ValueKind == JsonValueKind.Object && Anywhere(value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)), depth - 1) is { } within)
            {
                longest = Math.Max(longest ?? 0, within);
            }
        }

        return longest;
    }

    static long? Tokens(JsonElement written) => written.ValueKind == JsonValueKind.Number && written.TryGetInt64(out long tokens) && tokens > 0 ? tokens : null;
}
