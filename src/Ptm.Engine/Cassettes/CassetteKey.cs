using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>
/// The identity of a recorded answer: a hash of all that the answer depends on, which is model, parameters, messages, tools and sample.
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
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("messages");
            CanonicalJson.Write(writer, request.Conversation.Messages);
            writer.WriteString("model", request.Model);
            writer.WriteStartObject("parameters");
            foreach ((string name, JsonElement value) in WithEffect(request.Parameters))
            {
                writer.WritePropertyName(name);
                CanonicalJson.Write(writer, value);
            }

            writer.WriteEndObject();
            if (request.Tools is { } tools)
            {
                writer.WritePropertyName("tools");
                CanonicalJson.Write(writer, tools);
            }

            writer.WriteNumber("sample", request.Sample);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The parameters that can change an answer, in the order of their names.</summary>
    public static IEnumerable<KeyValuePair<string, JsonElement>> WithEffect(IReadOnlyDictionary<string, JsonElement> parameters) =>
        parameters.Where(parameter => !s_withoutEffect.Contains(parameter.Key)).OrderBy(parameter => parameter.Key, StringComparer.Ordinal);
}
