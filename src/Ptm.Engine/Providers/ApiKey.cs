using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Ptm.Engine.Providers;

/// <summary>A key, and the care that it is not repeated: it has no text of its own in messages and logs.</summary>
internal sealed class ApiKey(string value)
{
    // Local servers are often given a placeholder such as "x"; taking that out of texts would garble them and protect nothing.
    const int ShortestSecret = 8;

    // A server that repeats what it was sent may do so encoded.
    readonly string[] _spellings = value.Length < ShortestSecret ? [] : [.. SpellingsOf(value).Distinct(StringComparer.Ordinal).OrderByDescending(spelling => spelling.Length)];

    public string Reveal() => value;

    /// <summary>The texts by which it is found, the longest first; none for a placeholder.</summary>
    public IReadOnlyList<string> Spellings => _spellings;

    /// <summary>Whether <paramref name="text"/> repeats the key.</summary>
    public bool IsIn(string text) => Array.Exists(_spellings, spelling => text.Contains(spelling, StringComparison.Ordinal));

    /// <summary><paramref name="text"/> without the key.</summary>
    public string TakenOutOf(string text) => _spellings.Aggregate(text, (rest, spelling) => rest.Replace(spelling, "***", StringComparison.Ordinal));

    public override string ToString() => "***";

    // Written into an address, a page or JSON first, and then the whole of that encoded, as in the Base64 of a request.
    static IEnumerable<string> SpellingsOf(string value) => Escaped(value).SelectMany(Encoded);

    static string[] Escaped(string value) =>
    [
        value,
        Uri.EscapeDataString(value),
        WebUtility.UrlEncode(value),
        WebUtility.HtmlEncode(value),
        JavaScriptEncoder.Default.Encode(value),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
    ];

    static IEnumerable<string> Encoded(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        yield return value;
        yield return Uri.EscapeDataString(value);
        yield return WebUtility.HtmlEncode(value);
        yield return JavaScriptEncoder.Default.Encode(value);
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
        for (int before = 0; before < 3; before++)
        {
            string inside = InsideBase64(bytes, before);
            yield return inside;
            yield return inside.Replace('+', '-').Replace('/', '_');
        }
    }

    /// <summary>The digits that the key has in the Base64 of any text that holds it, such as the one of <c>user:key</c>, at one of the three places it can begin.</summary>
    static string InsideBase64(byte[] bytes, int before)
    {
        string digits = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
        int shared = (before + bytes.Length) % 3 == 0 ? 0 : 1;
        return digits[(before == 0 ? 0 : before + 1)..^shared];
    }
}
