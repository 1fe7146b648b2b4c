using System.Text;
using System.Text.RegularExpressions;
using Ptm.Engine.Templating.Syntax;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Filters;

/// <summary>Filters for HTML and URLs.</summary>
internal static partial class MarkupFilters
{
    const int TimeLimit = 1000;

    public static Value Escape(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) =>
        input.IsSafe ? input : ForceEscape(scope, input, arguments);

    public static Value ForceEscape(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) =>
        Value.SafeText(input.IsNothing ? "" : EscapeText(JsConversion.ToText(input)));

    public static Value Safe(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) =>
        Value.SafeText(input.IsNothing ? "" : JsConversion.ToText(input));

    public static Value LineBreaks(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) => input.IsNothing
        ? ""
        : Value.TextLike(input, TextFilters.TextOf(input, "nl2br").Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "<br />\n", StringComparison.Ordinal));

    /// <summary>striptags(preserve_linebreaks)</summary>
    public static Value StripTags(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        try
        {
            string text = JsText.TrimStart(JsText.TrimEnd(TagPattern().Replace(TextFilters.TextOf(input, "striptags"), ""))).ToString();
            if (Methods.ArgumentSpan.At(arguments, 0) is var preserve && JsConversion.IsTruthy(preserve))
            {
                text = SpacesAtLineEnds().Replace(text, "");
                text = Spaces().Replace(text, " ").Replace("\r\n", "\n", StringComparison.Ordinal);
                return Value.TextLike(input, ManyLineBreaks().Replace(text, "\n\n"));
            }

            return Value.TextLike(input, WhiteSpace().Replace(text, " "));
        }
        catch (RegexMatchTimeoutException)
        {
            throw new TemplateFault("striptags took longer than a second");
        }
    }

    public static Value UrlEncode(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) => input.Kind switch
    {
        ValueKind.Text => Encode(input.Text),
        ValueKind.Dict => string.Join('&', input.Dict.Members.Select(static m => $"{Encode(m.Key)}={Encode(JsConversion.ToText(m.Value))}")),
        ValueKind.List => string.Join('&', input.List.Items.Select(static pair =>
            $"{Encode(JsConversion.ToText(Methods.MemberLookup.Get(pair, 0)))}={Encode(JsConversion.ToText(Methods.MemberLookup.Get(pair, 1)))}")),
        _ => "",
    };

    static string EscapeText(string text)
    {
        if (text.AsSpan().IndexOfAny("&\"'<>") < 0)
        {
            return text;
        }

        StringBuilder result = new(text.Length + 16);
        foreach (char c in text)
        {
            result.Append(c switch { '&' => "&amp;", '"' => "&quot;", '\'' => "&#39;", '<' => "&lt;", '>' => "&gt;", _ => null });
            if (!"&\"'<>".Contains(c, StringComparison.Ordinal))
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    /// <summary>JavaScript's encodeURIComponent, which leaves !'()* alone.</summary>
    static string Encode(string text)
    {
        if (!JsText.IsWellFormed(text))
        {
            throw new TemplateFault("urlencode does not take half a character (a lone UTF-16 surrogate)");
        }

        return Uri.EscapeDataString(text)
            .Replace("%21", "!", StringComparison.Ordinal).Replace("%27", "'", StringComparison.Ordinal)
            .Replace("%28", "(", StringComparison.Ordinal).Replace("%29", ")", StringComparison.Ordinal)
            .Replace("%2A", "*", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"</?([a-z][a-z0-9]*)\b[^>]*>|<!--[\s\S]*?-->", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeLimit)]
    private static partial Regex TagPattern();

    [GeneratedRegex("^ +| +$", RegexOptions.Multiline, TimeLimit)]
    private static partial Regex SpacesAtLineEnds();

    [GeneratedRegex(" +", RegexOptions.None, TimeLimit)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\n\n\n+", RegexOptions.None, TimeLimit)]
    private static partial Regex ManyLineBreaks();

    [GeneratedRegex(@"[\s\uFEFF]+", RegexOptions.None, TimeLimit)]
    private static partial Regex WhiteSpace();
}
