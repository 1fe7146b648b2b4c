using System.Text;

namespace Ptm.Engine.Providers;

/// <summary>A key, and the care that it is not repeated: it has no text of its own in messages and logs.</summary>
internal sealed class ApiKey(string value)
{
    // Local servers are often given a placeholder such as "x"; taking that out of texts would garble them and protect nothing.
    const int ShortestSecret = 8;

    // A server that repeats what it was sent may do so encoded.
    readonly string[] _spellings =
    [
        value,
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"Bearer {value}")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(value)).TrimEnd('='),
        Uri.EscapeDataString(value),
    ];

    public string Reveal() => value;

    /// <summary>Whether <paramref name="text"/> repeats the key.</summary>
    public bool IsIn(string text) => value.Length >= ShortestSecret && Array.Exists(_spellings, spelling => text.Contains(spelling, StringComparison.Ordinal));

    /// <summary><paramref name="text"/> without the key.</summary>
    public string TakenOutOf(string text) => value.Length >= ShortestSecret ? _spellings.Aggregate(text, (rest, spelling) => rest.Replace(spelling, "***", StringComparison.Ordinal)) : text;

    public override string ToString() => "***";
}
