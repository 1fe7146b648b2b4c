using System.Text.Json;
using Ptm.Engine.Code;

namespace Ptm.Engine.Providers;

/// <summary>The keys that a profile has for its service: in the variable that it names, whatever that is called, and in headers of its own.</summary>
internal static class ProfileKeys
{
    // What is shorter and has no telling name is a version or a switch.
    const int ShortestKey = 16;

    static readonly string[] s_schemes = ["Bearer ", "Basic ", "Token ", "Key "];

    // Names of parameters as words, without what separates them.
    static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        "auth", "authorization", "proxyauthorization", "credential", "credentials", "key", "passwd", "password", "privatekey", "secret", "token",
    };

    static readonly string[] s_ends = ["accesskey", "accesstoken", "apikey", "apitoken", "authtoken", "bearertoken", "clientsecret", "password", "refreshtoken", "secretkey", "sessiontoken"];

    // What stands below them is a schema or a person's own, in which any name is that of something else.
    static readonly HashSet<string> s_others = new(StringComparer.Ordinal)
    {
        "input_schema", "inputSchema", "json_schema", "logit_bias", "metadata", "parameters", "parametersJsonSchema", "properties", "responseJsonSchema", "responseSchema", "response_schema", "schema",
    };

    /// <summary>The keys of a profile that the environment and itself have at the moment, by the name of where they are.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(ProviderSettings settings)
    {
        if (settings.ApiKeyEnv is { Length: > 0 } name && settings.Variable(name)?.Trim() is { Length: > 0 } value)
        {
            yield return new(name, value);
        }

        foreach ((string header, string written) in settings.Headers)
        {
            if (InHeader(header, written) is { } key)
            {
                yield return new(header, key);
            }
        }
    }

    /// <summary>The key in a header; null where there is none.</summary>
    public static string? InHeader(string name, string value)
    {
        // A header of one's own may hold a key of a gateway; the names of the harmless ones are few.
        if (name.StartsWith("accept", StringComparison.OrdinalIgnoreCase) || name.StartsWith("content-", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string written = value.Trim();
        return Array.Find(s_schemes, scheme => written.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is { } scheme ? written[scheme.Length..].Trim()
            : written.Length >= ShortestKey || Secrets.LooksLikeKey(name) ? written
            : null;
    }

    /// <summary>The path of a parameter whose name says that it is a key; null for none.</summary>
    public static string? PathIn(string name, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Object && IsKey(name))
        {
            return name;
        }

        return s_others.Contains(name) ? null : value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Select(member => PathIn(member.Name, member.Value)).FirstOrDefault(path => path is not null) is { } below ? $"{name}.{below}" : null,
            JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
                .SelectMany(item => item.EnumerateObject()).Select(member => PathIn(member.Name, member.Value)).FirstOrDefault(path => path is not null) is { } below ? $"{name}.{below}" : null,
            _ => null,
        };
    }

    static bool IsKey(string name)
    {
        string letters = string.Concat(name.Where(char.IsAsciiLetterOrDigit));
        return s_names.Contains(letters) || Array.Exists(s_ends, end => letters.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }
}
