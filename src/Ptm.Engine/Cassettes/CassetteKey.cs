using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>
/// The identity of a recorded answer: a hash of all that the answer depends on, which is model, parameters, messages, tools, the shape and probabilities asked for, and sample.
/// Not of the endpoint, the key, the provider's name, the order of members, or the kind of line endings.
/// </summary>
internal static class CassetteKey
{
    // They are for the provider's books, not for the model.
    static readonly HashSet<string> s_withoutEffect = ["metadata", "prompt_cache_key", "safety_identifier", "service_tier", "store", "user"];

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public static string Of(ModelRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request))))[..32];

    /// <summary>The text that is hashed; the messages come first, so that sorting by it keeps prompts of one template together.</summary>
    public static string Canonical(ModelRequest request)
    {
        StringBuilder text = new("{\"messages\":");
        CanonicalJson.Append(text, request.Conversation.Messages);
        text.Append(",\"model\":");
        CanonicalJson.Append(text, request.Model);
        text.Append(",\"parameters\":");
        CanonicalJson.AppendMembers(text, WithEffect(request.Parameters));
        if (request.ResponseFormat is { } format)
        {
            text.Append(",\"response_format\":");
            CanonicalJson.Append(text, format);
        }

        text.Append(CultureInfo.InvariantCulture, $",\"sample\":{request.Sample}");
        if (request.Tools is { } tools)
        {
            text.Append(",\"tools\":");
            CanonicalJson.Append(text, tools);
        }

        if (request.TopLogProbs > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $",\"top_logprobs\":{request.TopLogProbs}");
        }

        return text.Append('}').ToString();
    }

    /// <summary>The parameters that can change an answer, in the order of their names.</summary>
    public static IEnumerable<KeyValuePair<string, JsonElement>> WithEffect(IReadOnlyDictionary<string, JsonElement> parameters) =>
        parameters.Where(parameter => !s_withoutEffect.Contains(parameter.Key)).OrderBy(parameter => parameter.Key, StringComparer.Ordinal);
}
