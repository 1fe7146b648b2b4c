using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Code;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Providers.Http;

/// <summary>A request as a config writes it, whose texts are templates over the case's variables and the prompt.</summary>
internal sealed class HttpRequestTemplate
{
    static readonly SearchValues<char> s_nameOfHeader = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    // What would change the request or its answer and is not done here.
    static readonly string[] s_unsupported = ["signatureAuth", "tls", "auth", "multipart", "session", "sessionParser", "tokenEstimation"];

    required public string Url { get; init; }

    public string? Method { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public JsonElement? Body { get; init; }

    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A whole request as text; null for the parts.</summary>
    public string? Raw { get; init; }

    public bool UsesHttps { get; init; }

    public static HttpRequestTemplate Read(string url, ProviderSettings settings, string folder)
    {
        JsonElement config = settings.Parameters is { ValueKind: JsonValueKind.Object } given ? given : JsonElement.Parse("{}"u8);
        foreach (string key in s_unsupported)
        {
            if (config.TryGetProperty(key, out JsonElement set) && set.ValueKind is not (JsonValueKind.Null or JsonValueKind.False))
            {
                throw Fault.Of(DiagnosticCodes.NotSupportedYet, $"Provider '{settings.Name}': '{key}' is not supported, and its requests would not mean the same without it.", settings.Location);
            }
        }

        return new()
        {
            Url = Text(config, "url") ?? url,
            Method = Text(config, "method"),
            Headers = Texts(config, "headers"),
            Body = config.TryGetProperty("body", out JsonElement body) && body.ValueKind != JsonValueKind.Null ? Loaded(body, folder, settings) : null,
            Query = Texts(config, "queryParams"),
            Raw = config.TryGetProperty("request", out JsonElement raw) && raw.ValueKind == JsonValueKind.String ? Loaded(raw, folder, settings).GetString() : null,
            UsesHttps = config.TryGetProperty("useHttps", out JsonElement https) && https.ValueKind == JsonValueKind.True,
        };
    }

    /// <summary>The request of one case.</summary>
    /// <exception cref="PtmException">A template fails, or the request is none (PTM4001, PTM4003).</exception>
    public Func<HttpRequestMessage> Render(JsonElement vars, ProviderSettings settings, Uri? baseAddress, CancellationToken cancellationToken)
    {
        string Fill(string text) => Template.Parse(text, settings.Location).Render(vars, null, cancellationToken);
        if (Raw is not null)
        {
            string raw = Raw.ReplaceLineEndings("\n").TrimStart();
            int end = raw.IndexOf("\n\n", StringComparison.Ordinal);
            string head = Fill(end < 0 ? raw : raw[..end]);
            string expected = Template.Parse(end < 0 ? raw : raw[..end], settings.Location).Render(OnOneLine(vars), null, cancellationToken);
            if (head.AsSpan().CountAny('\n', '\r') != expected.AsSpan().CountAny('\n', '\r'))
            {
                throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{settings.Name}': a variable with a line break stands in the head of its request, where it would become a header of its own, so nothing was sent.", settings.Location);
            }

            return RawRequest.Read(head, end < 0 ? null : Filled(raw[(end + 2)..].Trim(), Fill), UsesHttps, settings, baseAddress);
        }

        Dictionary<string, string> headers = Headers.ToDictionary(header => header.Key, header => Fill(header.Value), StringComparer.OrdinalIgnoreCase);
        string url = Fill(Url);
        string query = string.Join('&', Query.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(Fill(pair.Value))}"));
        Uri address = HttpProvider.Address(query.Length == 0 ? url : $"{url}{(url.Contains('?', StringComparison.Ordinal) ? "&" : "?")}{query}", settings, baseAddress);
        string? body = Body switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => Filled(text.GetString()!, Fill),
            { } json => Filled(json, Fill)?.ToJsonString(s_plain) ?? "null",
        };
        string type = headers.GetValueOrDefault("content-type") ?? (Body is { ValueKind: not JsonValueKind.String } ? "application/json" : "text/plain");
        HttpMethod method = new((Method ?? (Body is null ? "GET" : "POST")).ToUpperInvariant());
        Check(headers, settings);
        return () => Message(method, address, headers, body is null || method == HttpMethod.Get ? null : body, type);
    }

    /// <summary>Refuses a header that a variable's value would end, so that what stands behind it became a header, or a request, of its own.</summary>
    /// <exception cref="PtmException">PTM4001: a header's name or value has a character that none can have.</exception>
    internal static void Check(Dictionary<string, string> headers, ProviderSettings settings)
    {
        foreach ((string name, string value) in headers.ToArray())
        {
            headers[name] = value.Trim(' ', '\t', '\r', '\n');
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(s_nameOfHeader) || headers[name].Any(letter => (letter < ' ' && letter != '\t') || letter is '\x7f' or > '\xff'))
            {
                throw Fault.Of(
                    DiagnosticCodes.ProviderFailed,
                    $"Provider '{settings.Name}': the header {Grading.Quote.Of(name, 60)} has a line break or another character that no header can have once its variables are filled in, so nothing was sent.",
                    settings.Location);
            }
        }
    }

    internal static HttpRequestMessage Message(HttpMethod method, Uri address, IReadOnlyDictionary<string, string> headers, string? body, string type)
    {
        HttpRequestMessage message = new(method, address);
        if (body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach ((string name, string value) in headers)
        {
            if (!name.StartsWith("content-", StringComparison.OrdinalIgnoreCase))
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    static readonly JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A body that is JSON is filled value by value, so that quotes and line breaks of a prompt keep it valid.
    static string Filled(string body, Func<string, string> fill) =>
        HttpProvider.Parsed(body) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } json ? Filled(json, fill)!.ToJsonString(s_plain) : fill(body);

    // As in promptfoo, a text of the body that is JSON once it is filled becomes that value: it is how an object of a variable gets in.
    static JsonNode? Filled(JsonElement value, Func<string, string> fill)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                string text = value.GetString()!;
                string filled = fill(text);
                return filled != text && HttpProvider.Parsed(filled) is { } json ? JsonNode.Parse(json.GetRawText()) : JsonValue.Create(filled);
            case JsonValueKind.Object:
                JsonObject members = [];
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    members[fill(member.Name)] = Filled(member.Value, fill);
                }

                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(item => Filled(item, fill))]);
            default:
                return JsonNode.Parse(value.GetRawText());
        }
    }

    static JsonElement OnOneLine(JsonElement vars) => JsonSerializer.SerializeToElement(OnOneLine(JsonNode.Parse(vars.GetRawText())));

    static JsonNode? OnOneLine(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                return new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, OnOneLine(member.Value))));
            case JsonArray items:
                return new JsonArray([.. items.Select(OnOneLine)]);
            case JsonValue text when text.TryGetValue(out string? written):
                return JsonValue.Create(written.ReplaceLineEndings(" "));
            default:
                return value?.DeepClone();
        }
    }

    static JsonElement Loaded(JsonElement value, string folder, ProviderSettings settings)
    {
        if (value.ValueKind != JsonValueKind.String || !value.GetString()!.StartsWith(CodeReference.Prefix, StringComparison.Ordinal))
        {
            return value;
        }

        string path = Path.GetFullPath(Path.Combine(folder, value.GetString()![CodeReference.Prefix.Length..].Replace('\\', '/')));
        if (!File.Exists(path))
        {
            throw Fault.Of(DiagnosticCodes.FileNotFound, $"Provider '{settings.Name}': there is no file {path}.", settings.Location);
        }

        string text = File.ReadAllText(path);
        return Path.GetExtension(path) == ".json" && HttpProvider.Parsed(text) is { } json ? json : JsonSerializer.SerializeToElement(text);
    }

    static string? Text(JsonElement config, string name) => config.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static Dictionary<string, string> Texts(JsonElement config, string name)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        if (config.TryGetProperty(name, out JsonElement owner) && owner.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in owner.EnumerateObject())
            {
                texts[member.Name] = Grading.ScalarText.Of(member.Value) ?? member.Value.GetRawText();
            }
        }

        return texts;
    }
}
