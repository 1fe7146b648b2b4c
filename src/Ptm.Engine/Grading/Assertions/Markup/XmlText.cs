using System.Xml;

namespace Ptm.Engine.Grading.Assertions.Markup;

/// <summary>A text that is one XML document. Nothing outside it is ever read, and no entity is declared in it.</summary>
internal static class XmlText
{
    /// <summary>No answer of a model is longer.</summary>
    const int MaxLength = 10_000_000;

    const int MaxDepth = 1_000;

    /// <summary>The document above its root, or why the text is none.</summary>
    public static (MarkupElement? Document, string? Fault) Read(string text)
    {
        string document = text.TrimStart('\uFEFF');
        if (document.Length > MaxLength)
        {
            return (null, $"it has {document.Length} characters, and {MaxLength} are the limit");
        }

        if (HasInternalSubset(document))
        {
            return (null, "a DOCTYPE that declares entities or elements is not read");
        }

        // A document type that is only named is stepped over, as nothing is loaded for it.
        XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, MaxCharactersInDocument = MaxLength, CheckCharacters = true };
        try
        {
            using StringReader source = new(document);
            using XmlReader reader = XmlReader.Create(source, settings);
            return (Read(reader), null);
        }
        catch (XmlException error)
        {
            return (null, error.Message);
        }
    }

    static MarkupElement Read(XmlReader reader)
    {
        MarkupElement top = new("");
        Stack<MarkupElement> open = new([top]);
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    MarkupElement element = new(reader.Name);
                    open.Peek().Children.Add(element);
                    bool isEmpty = reader.IsEmptyElement;
                    while (reader.MoveToNextAttribute())
                    {
                        element.Attributes.Add(reader.Name);
                    }

                    if (!isEmpty)
                    {
                        open.Push(element);
                    }

                    if (open.Count > MaxDepth)
                    {
                        throw new XmlException($"elements are nested deeper than {MaxDepth}");
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    open.Peek().HasText = true;
                    break;
            }
        }

        return top;
    }

    static bool HasInternalSubset(string document)
    {
        int at = document.IndexOf("<!DOCTYPE", StringComparison.Ordinal);
        for (at = at < 0 ? document.Length : at; at < document.Length && document[at] != '>'; at++)
        {
            if (document[at] == '[')
            {
                return true;
            }

            if (document[at] is '"' or '\'')
            {
                int end = document.IndexOf(document[at], at + 1);
                at = end < 0 ? document.Length : end;
            }
        }

        return false;
    }
}
