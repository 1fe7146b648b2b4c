using Ptm.Engine.Templating.Methods;
using Ptm.Engine.Templating.Syntax;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Filters;

/// <summary>Filters over text. Undefined, null and false count as the empty text where Nunjucks has it so.</summary>
internal static class TextFilters
{
    public static Value Upper(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) =>
        Value.TextLike(input, TextMethods.Upper(TextOf(input, "upper")));

    public static Value Lower(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) =>
        Value.TextLike(input, TextMethods.Lower(TextOf(input, "lower")));

    public static Value Capitalize(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) =>
        Value.TextLike(input, CapitalizeWord(TextOf(input, "capitalize")));

    public static Value Title(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) =>
        Value.TextLike(input, string.Join(' ', TextOf(input, "title").Split(' ').Select(CapitalizeWord)));

    public static Value Trim(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) => input.IsText
        ? Value.TextLike(input, JsText.TrimStart(JsText.TrimEnd(input.Text)).ToString())
        : throw Refuse("trim", input);

    public static Value Center(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        string text = TextOf(input, "center");
        int width = JsConversion.IsTruthy(arguments.At(0)) ? JsConversion.ToInteger(arguments[0], 80) : 80;
        if (text.Length >= width)
        {
            return text;
        }

        scope.CheckLength(width);
        int spaces = width - text.Length;
        int left = spaces / 2;
        return Value.TextLike(input, new string(' ', left) + text + new string(' ', spaces - left));
    }

    public static Value Indent(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        string text = TextOf(input, "indent");
        if (text.Length == 0)
        {
            return "";
        }

        int width = JsConversion.IsTruthy(arguments.At(0)) ? Math.Max(JsConversion.ToInteger(arguments[0], 4), 0) : 4;
        scope.CheckLength(text.Length + ((long)width * (text.AsSpan().Count('\n') + 1)));
        string space = new(' ', width);
        string indented = text.Replace("\n", "\n" + space, StringComparison.Ordinal);
        return Value.TextLike(input, JsConversion.IsTruthy(arguments.At(1)) ? space + indented : indented);
    }

    public static Value Truncate(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        string text = TextOf(input, "truncate");
        int length = JsConversion.IsTruthy(arguments.At(0)) ? Math.Max(JsConversion.ToInteger(arguments[0], 255), 0) : 255;
        if (text.Length <= length)
        {
            return input.IsText ? input : text;
        }

        int cut = length;
        if (!JsConversion.IsTruthy(arguments.At(1)))
        {
            int space = text.AsSpan(0, length + 1).LastIndexOf(' ');
            cut = space < 0 ? length : space;
        }

        Value end = arguments.At(2);
        return Value.TextLike(input, text[..cut] + (end.IsNothing ? "..." : JsConversion.ToText(end)));
    }

    public static Value WordCount(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        int count = 0;
        bool inWord = false;
        foreach (char c in TextOf(input, "wordcount"))
        {
            bool isWord = char.IsAsciiLetterOrDigit(c) || c == '_';
            count += isWord && !inWord ? 1 : 0;
            inWord = isWord;
        }

        return count == 0 ? Value.Null : count;
    }

    /// <summary>replace(old, new, max): what is no text, or is to replace no text, stays as it is.</summary>
    public static Value Replace(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        Value old = arguments.At(0);
        string replacement = arguments.TextAt(1);
        if (old.Kind == ValueKind.Dict && old.Dict is PatternValue pattern)
        {
            return pattern.Replace(scope, TextOf(input, "replace"), replacement, pattern.IsGlobal);
        }

        if ((!old.IsText && old.Kind != ValueKind.Number) || (!input.IsText && input.Kind != ValueKind.Number))
        {
            return input;
        }

        string text = JsConversion.ToText(input);
        string part = JsConversion.ToText(old);
        int max = JsConversion.ToInteger(arguments.At(2), -1);
        int count = part.Length == 0 ? text.Length + 1 : text.AsSpan().Count(part);
        scope.CheckLength(text.Length + ((long)count * replacement.Length));
        return Value.TextLike(input, part.Length == 0 ? Interleave(text, replacement)
            : max < 0 || max >= count ? text.Replace(part, replacement, StringComparison.Ordinal)
            : ReplaceFirst(text, part, replacement, max));
    }

    /// <summary>The text of a value that a text filter was given.</summary>
    public static string TextOf(in Value input, string filter) => input.Kind switch
    {
        ValueKind.Text => input.Text,
        ValueKind.Undefined or ValueKind.Null => "",
        ValueKind.Boolean when !input.Boolean => "",
        _ => throw Refuse(filter, input),
    };

    public static TemplateFault Refuse(string filter, in Value input) =>
        new($"the filter '{filter}' does not take {JsOperators.Describe(input)}{(input.IsNothing ? "; add default(\"\") before it" : input.Kind == ValueKind.Number ? "; add 'string' before it" : "")}");

    static string CapitalizeWord(string word) => word.Length == 0 ? "" : TextMethods.Upper(word[..1]) + TextMethods.Lower(word)[1..];

    static string Interleave(string text, string replacement)
    {
        System.Text.StringBuilder result = new(replacement);
        foreach (char c in text)
        {
            result.Append(c).Append(replacement);
        }

        return result.ToString();
    }

    static string ReplaceFirst(string text, string part, string replacement, int max)
    {
        System.Text.StringBuilder result = new();
        int at = 0;
        for (; max > 0; max--)
        {
            int next = text.IndexOf(part, at, StringComparison.Ordinal);
            result.Append(text, at, next - at).Append(replacement);
            at = next + part.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
