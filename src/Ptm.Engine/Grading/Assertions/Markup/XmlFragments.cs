namespace Ptm.Engine.Grading.Assertions.Markup;

/// <summary>
/// The XML elements in a text of any kind: those whose tags are closed in order. Attributes and entities are taken as models write them,
/// with or without quotes and declarations. Of an element that is not closed in order, the well-closed ones inside count.
/// </summary>
internal static class XmlFragments
{
    /// <summary>The elements that no other well-closed element holds, below a root without a name.</summary>
    public static MarkupElement Find(string text)
    {
        MarkupElement top = new("");
        Stack<MarkupElement> open = new();
        HashSet<string> missing = new(StringComparer.Ordinal);
        int at = 0;
        while ((at = text.IndexOf('<', at)) >= 0)
        {
            if (Skip(text, at, missing) is { } end)
            {
                at = end;
            }
            else if (IsName(text, at + 1, out int name))
            {
                string tag = text[(at + 1)..name];
                at = OpenTag(text, tag, name, open, top) ?? at + 1;
            }
            else if (at + 2 < text.Length && text[at + 1] == '/' && IsName(text, at + 2, out int closed))
            {
                Close(text[(at + 2)..closed], open, top);
                at = text.IndexOf('>', closed) is >= 0 and var after ? after + 1 : text.Length;
            }
            else
            {
                at++;
            }

            if (open.TryPeek(out MarkupElement? inner))
            {
                inner.HasText |= at < text.Length && text[at] != '<' && !HasOnlySpace(text, at);
            }
        }

        Abandon(open, top);
        return top;
    }

    /// <summary>The end of what is no tag: a comment, a section of characters, an instruction, a document type.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="missing">Ends that are nowhere behind, which are not looked for again and again.</param>
    static int? Skip(string text, int at, HashSet<string> missing)
    {
        ReadOnlySpan<char> rest = text.AsSpan(at);
        string? end = rest.StartsWith("<!--", StringComparison.Ordinal) ? "-->"
            : rest.StartsWith("<![CDATA[", StringComparison.Ordinal) ? "]]>"
            : rest.StartsWith("<?", StringComparison.Ordinal) ? "?>"
            : rest.StartsWith("<!", StringComparison.Ordinal) ? ">"
            : null;
        if (end is null)
        {
            return null;
        }

        int found = missing.Contains(end) ? -1 : text.IndexOf(end, at + 2, StringComparison.Ordinal);
        if (found < 0)
        {
            missing.Add(end);
            return at + 2;
        }

        return found + end.Length;
    }

    /// <summary>Reads a start tag from the end of its name; null when it is none.</summary>
    static int? OpenTag(string text, string tag, int at, Stack<MarkupElement> open, MarkupElement top)
    {
        if (at < text.Length && text[at] is not ('>' or '/') && !char.IsWhiteSpace(text[at]))
        {
            return null;
        }

        MarkupElement element = new(tag);
        while (at < text.Length && text[at] is not ('>' or '<'))
        {
            if (text[at] == '/')
            {
                if (at + 1 >= text.Length || text[at + 1] != '>')
                {
                    return null;
                }

                (open.TryPeek(out MarkupElement? parent) ? parent : top).Children.Add(element);
                return at + 2;
            }

            at = IsName(text, at, out int name) ? Attribute(text, at, name, element) : at + 1;
        }

        if (at >= text.Length || text[at] == '<')
        {
            return null;
        }

        open.Push(element);
        return at + 1;
    }

    /// <summary>The end of an attribute, past a value in quotes, which may hold any character.</summary>
    static int Attribute(string text, int start, int end, MarkupElement element)
    {
        int at = end;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        if (at >= text.Length || text[at] != '=')
        {
            return end;
        }

        element.Attributes.Add(text[start..end]);
        for (at++; at < text.Length && char.IsWhiteSpace(text[at]);)
        {
            at++;
        }

        return at < text.Length && text[at] is '"' or '\'' && text.IndexOf(text[at], at + 1) is >= 0 and var quote ? quote + 1 : at;
    }

    static void Close(string tag, Stack<MarkupElement> open, MarkupElement top)
    {
        if (open.TryPeek(out MarkupElement? element) && element.Name == tag)
        {
            open.Pop();
            (open.TryPeek(out MarkupElement? parent) ? parent : top).Children.Add(element);
        }
        else
        {
            Abandon(open, top);
        }
    }

    /// <summary>What is open is not closed in order; what was closed inside stays.</summary>
    static void Abandon(Stack<MarkupElement> open, MarkupElement top)
    {
        foreach (MarkupElement element in open.Reverse())
        {
            top.Children.AddRange(element.Children);
        }

        open.Clear();
    }

    static bool HasOnlySpace(string text, int at)
    {
        while (at < text.Length && text[at] != '<')
        {
            if (!char.IsWhiteSpace(text[at]))
            {
                return false;
            }

            at++;
        }

        return true;
    }

    static bool IsName(string text, int at, out int end)
    {
        end = at;
        if (at >= text.Length || !(char.IsLetter(text[at]) || text[at] is '_' or ':'))
        {
            return false;
        }

        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or ':' or '-' or '.'))
        {
            end++;
        }

        return true;
    }
}
