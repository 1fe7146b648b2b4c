using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Providers.Models.Calls;

/// <summary>All that must not be repeated of a service's address and headers.</summary>
internal sealed partial class SecretTexts
{
    readonly ConcurrentDictionary<string, ApiKey> _secrets = new(StringComparer.Ordinal);

    public void Add(string? secret)
    {
        if (secret is { Length: > 0 })
        {
            _secrets.TryAdd(secret, new ApiKey(secret));
        }
    }

    /// <summary>Adds the user of an address and the values of its query.</summary>
    public void AddOf(Uri address)
    {
        foreach (string part in Uri.UnescapeDataString(address.UserInfo).Split(':', 2))
        {
            Add(part);
        }

        foreach (string pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(Uri.UnescapeDataString(pair.Split('=', 2)[^1]));
        }
    }

    public bool AreIn(string? text) => text is not null && (IsIn(text) || (IsEscaped(text) && IsIn(Unescaped(text))));

    /// <summary>Whether a text or a name anywhere in JSON repeats one, once it is read.</summary>
    public bool AreIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => AreIn(json.GetString()),
        JsonValueKind.Object => json.EnumerateObject().Any(member => AreIn(member.Name) || AreIn(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Any(AreIn),
        _ => false,
    };

    /// <summary>Whether a reply says one, as it is shown and recorded: put together of its pieces, and decoded.</summary>
    public bool AreIn(ModelReply reply) =>
        AreIn(reply.Text) || AreIn(reply.Reasoning) || AreIn(reply.Model) || AreIn(reply.RawFinishReason)
        || (reply.Json is { } json && AreIn(json))
        || reply.ToolCalls.Any(call => AreIn(call.Name) || AreIn(call.Id) || AreIn(call.Arguments))
        || AreIn(string.Concat(reply.LogProbs.Select(token => token.Token)));

    public string TakenOutOf(string text)
    {
        string rest = _secrets.Values.Aggregate(text, (left, secret) => secret.TakenOutOf(left));
        return IsEscaped(rest) && Unescaped(rest) is var plain && IsIn(plain) ? _secrets.Values.Aggregate(plain, (left, secret) => secret.TakenOutOf(left)) : rest;
    }

    bool IsIn(string text) => _secrets.Values.Any(secret => secret.IsIn(text));

    static bool IsEscaped(string text) => text.Contains("\\u", StringComparison.OrdinalIgnoreCase);

    static string Unescaped(string text) => Escape().Replace(text, escape => ((char)int.Parse(escape.Groups["code"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex(@"\\u(?<code>[0-9a-f]{4})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Escape();
}
