namespace Ptm.Engine.Templating.Syntax;

/// <summary>A <c>{% raw %}</c> or <c>{% verbatim %}</c> block: its text is not looked into, save for blocks of the same name, which nest.</summary>
internal readonly record struct RawBlock(string Name, bool IsClosed, int Start, int End, int Next, bool TrimStart, bool TrimEnd, bool TrimNext)
{
    public static bool TryFind(string text, int open, out RawBlock block)
    {
        block = default;
        string? name = TagAt(text, open, "raw", out int start, out bool trimStart) ? "raw"
            : TagAt(text, open, "verbatim", out start, out trimStart) ? "verbatim" : null;
        if (name is null)
        {
            return false;
        }

        int depth = 1;
        int at = start;
        while ((at = text.IndexOf("{%", at, StringComparison.Ordinal)) >= 0)
        {
            if (TagAt(text, at, "end" + name, out int next, out bool trimNext))
            {
                depth--;
                if (depth == 0)
                {
                    block = new RawBlock(name, true, start, at, next, trimStart, text[at + 2] == '-', trimNext);
                    return true;
                }

                at = next;
            }
            else if (TagAt(text, at, name, out next, out _))
            {
                depth++;
                at = next;
            }
            else
            {
                at += 2;
            }
        }

        block = new RawBlock(name, false, start, text.Length, text.Length, trimStart, false, false);
        return true;
    }

    /// <summary>Whether <c>{% name %}</c> with nothing else in it stands at <paramref name="open"/>.</summary>
    static bool TagAt(string text, int open, string name, out int next, out bool trimNext)
    {
        int at = open + 2;
        trimNext = false;
        next = at;
        if (at < text.Length && text[at] == '-')
        {
            at++;
        }

        at = SkipWhiteSpace(text, at);
        if (string.CompareOrdinal(text, at, name, 0, name.Length) != 0)
        {
            return false;
        }

        at = SkipWhiteSpace(text, at + name.Length);
        trimNext = at < text.Length && text[at] == '-';
        at += trimNext ? 1 : 0;
        next = at + 2;
        return string.CompareOrdinal(text, at, "%}", 0, 2) == 0;
    }

    static int SkipWhiteSpace(string text, int at)
    {
        while (at < text.Length && JsText.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }
}
