using System.Globalization;
using System.Text;
using Ptm.Engine.Templating.Syntax;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Methods;

/// <summary>JavaScript's String methods.</summary>
internal static class TextMethods
{
    static readonly Dictionary<string, TemplateFunction> _all = new()
    {
        ["at"] = static (_, self, args) => At(self.Text, JsConversion.ToInteger(args.At(0), 0), fromEnd: true),
        ["charAt"] = static (_, self, args) => At(self.Text, JsConversion.ToInteger(args.At(0), 0), fromEnd: false) is { IsText: true } found ? found : "",
        ["charCodeAt"] = static (_, self, args) => CodeAt(self.Text, JsConversion.ToInteger(args.At(0), 0)),
        ["codePointAt"] = static (_, self, args) => CodePointAt(self.Text, JsConversion.ToInteger(args.At(0), 0)),
        ["concat"] = Concat,
        ["endsWith"] = static (_, self, args) => self.Text.AsSpan(0, Clamp(args.At(1), self.Text.Length, self.Text.Length)).EndsWith(args.TextAt(0), StringComparison.Ordinal),
        ["includes"] = static (_, self, args) => self.Text.IndexOf(args.TextAt(0), Clamp(args.At(1), self.Text.Length, 0), StringComparison.Ordinal) >= 0,
        ["indexOf"] = static (_, self, args) => self.Text.IndexOf(args.TextAt(0), Clamp(args.At(1), self.Text.Length, 0), StringComparison.Ordinal),
        ["lastIndexOf"] = static (_, self, args) => LastIndexOf(self.Text, args.TextAt(0), args.At(1)),
        ["localeCompare"] = static (_, self, args) => Math.Sign(CultureInfo.InvariantCulture.CompareInfo.Compare(self.Text, args.TextAt(0))),
        ["normalize"] = static (_, self, _) => self.Text.Normalize(),
        ["padEnd"] = static (scope, self, args) => self.Text + Padding(scope, self.Text, args),
        ["padStart"] = static (scope, self, args) => Padding(scope, self.Text, args) + self.Text,
        ["repeat"] = Repeat,
        ["replace"] = static (scope, self, args) => Replace(scope, self.Text, args, all: false),
        ["replaceAll"] = static (scope, self, args) => Replace(scope, self.Text, args, all: true),
        ["slice"] = static (_, self, args) => Slice(self.Text, args),
        ["split"] = Split,
        ["startsWith"] = static (_, self, args) => self.Text.AsSpan(Clamp(args.At(1), self.Text.Length, 0)).StartsWith(args.TextAt(0), StringComparison.Ordinal),
        ["substr"] = static (_, self, args) => Substr(self.Text, args),
        ["substring"] = static (_, self, args) => Substring(self.Text, args),
        ["toLocaleLowerCase"] = static (_, self, _) => Lower(self.Text),
        ["toLocaleUpperCase"] = static (_, self, _) => Upper(self.Text),
        ["toLowerCase"] = static (_, self, _) => Lower(self.Text),
        ["toString"] = static (_, self, _) => self.Text,
        ["toUpperCase"] = static (_, self, _) => Upper(self.Text),
        ["trim"] = static (_, self, _) => JsText.TrimStart(JsText.TrimEnd(self.Text)).ToString(),
        ["trimEnd"] = static (_, self, _) => JsText.TrimEnd(self.Text).ToString(),
        ["trimStart"] = static (_, self, _) => JsText.TrimStart(self.Text).ToString(),
        ["valueOf"] = static (_, self, _) => self.Text,
    };

    public static TemplateFunction? Find(string name) => _all.GetValueOrDefault(name);

    /// <summary>Upper case as JavaScript has it: ß becomes SS.</summary>
    public static string Upper(string text) => text.Contains('ß', StringComparison.Ordinal)
        ? text.Replace("ß", "SS", StringComparison.Ordinal).ToUpperInvariant()
        : text.ToUpperInvariant();

    public static string Lower(string text) => CultureInfo.InvariantCulture.TextInfo.ToLower(text);

    static int Clamp(in Value value, int length, int otherwise) => Math.Clamp(JsConversion.ToInteger(value, otherwise), 0, length);

    static Value At(string text, int index, bool fromEnd)
    {
        index = index < 0 && fromEnd ? index + text.Length : index;
        return (uint)index < (uint)text.Length ? text[index].ToString() : Value.Undefined;
    }

    static Value CodeAt(string text, int index) => (uint)index < (uint)text.Length ? text[index] : double.NaN;

    static Value CodePointAt(string text, int index)
    {
        if ((uint)index >= (uint)text.Length)
        {
            return Value.Undefined;
        }

        return char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
            ? char.ConvertToUtf32(text[index], text[index + 1])
            : text[index];
    }

    static Value Concat(RenderScope scope, Value self, ReadOnlySpan<Value> arguments)
    {
        string text = self.Text;
        foreach (Value argument in arguments)
        {
            text += JsConversion.ToText(argument);
            scope.CheckLength(text.Length);
        }

        return text;
    }

    static int LastIndexOf(string text, string part, in Value from)
    {
        int start = Math.Min(Clamp(from, text.Length, text.Length), text.Length - part.Length);
        return start < 0 ? -1 : text.AsSpan(0, start + part.Length).LastIndexOf(part, StringComparison.Ordinal);
    }

    static string Padding(RenderScope scope, string text, ReadOnlySpan<Value> arguments)
    {
        int width = JsConversion.ToInteger(arguments.At(0), 0);
        string fill = arguments.At(1).IsUndefined ? " " : arguments.TextAt(1);
        if (width <= text.Length || fill.Length == 0)
        {
            return "";
        }

        scope.CheckLength(width);
        return string.Create(width - text.Length, fill, static (room, fill) =>
        {
            for (int at = 0; at < room.Length; at++)
            {
                room[at] = fill[at % fill.Length];
            }
        });
    }

    static Value Repeat(RenderScope scope, Value self, ReadOnlySpan<Value> arguments)
    {
        int count = JsConversion.ToInteger(arguments.At(0), 0);
        if (count < 0)
        {
            throw new TemplateFault($"repeat({count}): the count must not be negative");
        }

        scope.CheckLength((long)count * self.Text.Length);
        return self.Text.Length == 0 ? "" : new StringBuilder().Insert(0, self.Text, count).ToString();
    }

    static Value Replace(RenderScope scope, string text, ReadOnlySpan<Value> arguments, bool all)
    {
        string replacement = arguments.TextAt(1);
        if (arguments.At(0).Kind == ValueKind.Dict && arguments[0].Dict is PatternValue pattern)
        {
            return pattern.Replace(scope, text, replacement, all || pattern.IsGlobal);
        }

        string part = arguments.TextAt(0);
        if (all)
        {
            return ReplaceAll(scope, text, part, replacement);
        }

        int at = text.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? text : string.Concat(text.AsSpan(0, at), PatternValue.Expand(replacement, text, null, at, part.Length), text.AsSpan(at + part.Length));
    }

    static string ReplaceAll(RenderScope scope, string text, string part, string replacement)
    {
        StringBuilder result = new();
        int done = 0;
        for (int at = text.IndexOf(part, StringComparison.Ordinal); at >= 0;)
        {
            result.Append(text, done, at - done).Append(PatternValue.Expand(replacement, text, null, at, part.Length));
            scope.CheckLength(result.Length);
            done = at + part.Length;
            int next = Math.Max(done, at + 1);
            at = next > text.Length ? -1 : text.IndexOf(part, next, StringComparison.Ordinal);
        }

        return result.Append(text, done, text.Length - done).ToString();
    }

    static string Slice(string text, ReadOnlySpan<Value> arguments)
    {
        (int start, int end) = ListMethods.SliceBounds(text.Length, arguments);
        return end > start ? text[start..end] : "";
    }

    static Value Split(RenderScope scope, Value self, ReadOnlySpan<Value> arguments)
    {
        string text = self.Text;
        int limit = arguments.At(1).IsUndefined ? int.MaxValue : JsConversion.ToInteger(arguments.At(1), 0);
        List<Value> parts;
        if (arguments.At(0).IsUndefined)
        {
            parts = [text];
        }
        else if (arguments[0].Kind == ValueKind.Dict && arguments[0].Dict is PatternValue pattern)
        {
            parts = pattern.Split(text);
        }
        else
        {
            string separator = arguments.TextAt(0);
            scope.CountItems(separator.Length == 0 ? text.Length : text.AsSpan().Count(separator) + 1);
            parts = separator.Length == 0
                ? [.. text.Select(c => (Value)c.ToString())]
                : [.. text.Split(separator).Select(part => (Value)part)];
        }

        return new ListValue(limit >= 0 && parts.Count > limit ? parts[..limit] : parts);
    }

    static string Substr(string text, ReadOnlySpan<Value> arguments)
    {
        int start = JsConversion.ToInteger(arguments.At(0), 0);
        start = start < 0 ? Math.Max(start + text.Length, 0) : Math.Min(start, text.Length);
        int length = Math.Clamp(JsConversion.ToInteger(arguments.At(1), text.Length), 0, text.Length - start);
        return text.Substring(start, length);
    }

    static string Substring(string text, ReadOnlySpan<Value> arguments)
    {
        int start = Clamp(arguments.At(0), text.Length, 0);
        int end = Clamp(arguments.At(1), text.Length, text.Length);
        return text[Math.Min(start, end)..Math.Max(start, end)];
    }
}
