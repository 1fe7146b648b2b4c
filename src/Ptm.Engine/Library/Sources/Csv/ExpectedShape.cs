namespace Ptm.Engine.Library.Sources.Csv;

/// <summary>What looks like an assertion in a cell: <c>type</c>, <c>type: value</c>, <c>type(threshold)</c> or <c>type(threshold): value</c>.</summary>
/// <param name="Type">The type as written.</param>
/// <param name="Threshold">What stands in the brackets; null without them.</param>
/// <param name="Value">What stands behind the colon, without white space around it; null without a colon.</param>
internal sealed record ExpectedShape(string Type, string? Threshold, string? Value)
{
    const string Not = "not-";
    const string Trajectory = "trajectory:";

    /// <summary>The shape of a cell; null where it has none. A cell of a million is looked at twice, so that this is no regular expression.</summary>
    public static ExpectedShape? Of(string text)
    {
        // A type with a colon in it.
        int start = text.StartsWith(Not, StringComparison.Ordinal) ? Not.Length : 0;
        if (text.AsSpan(start).StartsWith(Trajectory, StringComparison.Ordinal))
        {
            start += Trajectory.Length;
            int end = start + Length(text.AsSpan(start), letter => letter is (>= 'a' and <= 'z') or '-');
            if (end > start && Behind(text, end) is { } shape)
            {
                return shape;
            }
        }

        return text[0] is >= 'a' and <= 'z' ? Behind(text, Length(text, letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')) : null;
    }

    static int Length(ReadOnlySpan<char> text, Func<char, bool> belongs)
    {
        int length = 0;
        while (length < text.Length && belongs(text[length]))
        {
            length++;
        }

        return length;
    }

    static ExpectedShape? Behind(string text, int end)
    {
        string? threshold = null;
        int at = end;
        if (at < text.Length && text[at] == '(')
        {
            int length = text.AsSpan(at + 1).IndexOfAny('(', ')', '\n');
            if (length < 0 || text[at + 1 + length] != ')')
            {
                return null;
            }

            threshold = text.Substring(at + 1, length);
            at += length + 2;
        }

        return at == text.Length ? new(text[..end], threshold, null)
            : text[at] == ':' ? new(text[..end], threshold, text[(at + 1)..].Trim())
            : null;
    }
}
