namespace Ptm.Engine.Providers;

/// <summary>A key, and the care that it is not repeated: it has no text of its own in messages and logs.</summary>
internal sealed class ApiKey(string value)
{
    // Local servers are often given a placeholder such as "x"; taking that out of texts would garble them and protect nothing.
    const int ShortestSecret = 8;

    public string Reveal() => value;

    /// <summary>Whether <paramref name="text"/> repeats the key.</summary>
    public bool IsIn(string text) => value.Length >= ShortestSecret && text.Contains(value, StringComparison.Ordinal);

    /// <summary><paramref name="text"/> without the key.</summary>
    public string TakenOutOf(string text) => value.Length >= ShortestSecret ? text.Replace(value, "***", StringComparison.Ordinal) : text;

    public override string ToString() => "***";
}
