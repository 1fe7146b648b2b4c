using System.Diagnostics;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Ptm.Engine.Grading.Assertions.Markup;

/// <summary><c>is-html</c>: the whole output is HTML, a document or elements one after another, as a browser would read it, without text outside.</summary>
internal sealed class HtmlCheck : InstantCheck
{
    const int MaxLength = 10_000_000;

    static readonly TimeSpan s_time = TimeSpan.FromSeconds(5);

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) => hasValue ? "takes no value" : null;

    protected override Verdict Run(CheckInput input)
    {
        string? fault;
        try
        {
            fault = FaultOf(input.Text.Trim());
        }
        catch (TimeoutException)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"the HTML took longer than {s_time.TotalSeconds:0} s to read; its elements nest too deeply: {Quote.Of(input.Text)}");
        }

        return Verdict.Of(fault is null, input.Inverted, $"{input.Expected}to be HTML, found {Quote.Of(input.Text)}{(fault is null ? "" : ": " + fault)}");
    }

    static string? FaultOf(string text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return text.Length == 0 ? "it is empty" : $"it has {text.Length} characters, and {MaxLength} are the limit";
        }

        if (text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase))
        {
            return "it is XML";
        }

        using AngleSharp.Html.Dom.IHtmlDocument document = new HtmlParser(Options()).ParseDocument(text);

        // Head and body are always there; text is loose where the body is not written.
        return document.Body is { } body && !IsWritten(body, text) && body.ChildNodes.Any(IsLooseText) ? "text stands outside of elements"
            : Elements(document).Any(element => IsWritten(element, text) && HtmlElements.IsKnown(element.LocalName)) ? null
            : "no element of HTML is in it";
    }

    /// <summary>For each element the parser goes through all that are open, so that depth costs its square.</summary>
    static HtmlParserOptions Options()
    {
        long start = Stopwatch.GetTimestamp();
        return new()
        {
            IsKeepingSourceReferences = true,
            IsScripting = true,
            OnCreated = (_, _) =>
            {
                if (Stopwatch.GetElapsedTime(start) > s_time)
                {
                    throw new TimeoutException();
                }
            },
        };
    }

    /// <summary>Every element in the document's order, however deep it is.</summary>
    static IEnumerable<IElement> Elements(IDocument document)
    {
        for (INode? node = document; node is not null;)
        {
            if (node is IElement element)
            {
                yield return element;
            }

            INode? next = node.FirstChild;
            for (; next is null && node is not null; node = node.Parent)
            {
                next = node.NextSibling;
            }

            node = next;
        }
    }

    static bool IsLooseText(INode node) => node.NodeType == NodeType.Text && !string.IsNullOrWhiteSpace(node.TextContent);

    /// <summary>False for an element that the parser supplied, which has no place, or that of what made it necessary.</summary>
    static bool IsWritten(IElement element, string text) =>
        element.LocalName is "svg" or "math"
        || (element.SourceReference is { Position.Index: >= 0 } source
            && source.Position.Index < text.Length
            && text.AsSpan(source.Position.Index) is ['<', .. var tag]
            && tag.StartsWith(element.LocalName, StringComparison.OrdinalIgnoreCase));
}
