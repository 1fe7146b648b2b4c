using Ptm.Engine.Templating.Filters;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Methods;

/// <summary>JavaScript's Array methods, those that take no function.</summary>
internal static class ListMethods
{
    static readonly Dictionary<string, TemplateFunction> _all = new()
    {
        ["at"] = At,
        ["concat"] = Concat,
        ["flat"] = static (scope, self, args) => new ListValue(Flatten(scope, self.List, JsConversion.ToInteger(args.At(0), 1), [])),
        ["includes"] = static (_, self, args) => Includes(self.List, args.At(0)),
        ["indexOf"] = static (_, self, args) => JsOperators.IndexOf(self.List, args.At(0), JsConversion.ToInteger(args.At(1), 0)),
        ["join"] = static (scope, self, args) => Joined(scope, self.List, args.At(0).IsUndefined ? "," : args.TextAt(0)),
        ["lastIndexOf"] = static (_, self, args) => LastIndexOf(self.List, args.At(0)),
        ["pop"] = static (_, self, _) => RemoveAt(self.List.Items, self.List.Count - 1),
        ["push"] = static (scope, self, args) => Insert(scope, self.List, self.List.Count, args),
        ["reverse"] = Reverse,
        ["shift"] = static (_, self, _) => RemoveAt(self.List.Items, 0),
        ["slice"] = Slice,
        ["sort"] = Sort,
        ["splice"] = Splice,
        ["toString"] = static (_, self, _) => JsConversion.ToText(self),
        ["unshift"] = static (scope, self, args) => Insert(scope, self.List, 0, args),
    };

    public static TemplateFunction? Find(string name) => _all.GetValueOrDefault(name);

    /// <summary>JavaScript's slice(start, end): negative counts from the end.</summary>
    public static (int Start, int End) SliceBounds(int length, ReadOnlySpan<Value> arguments)
    {
        int start = JsConversion.ToInteger(arguments.At(0), 0);
        int end = JsConversion.ToInteger(arguments.At(1), length);
        return (Bound(start, length), Bound(end, length));
    }

    public static string Joined(RenderScope scope, ListValue list, string separator)
    {
        scope.CheckLength((long)separator.Length * Math.Max(list.Count - 1, 0));
        string text = JsConversion.Join(list, separator);
        scope.CheckLength(text.Length);
        return text;
    }

    static int Bound(int index, int length) => index < 0 ? Math.Max(index + length, 0) : Math.Min(index, length);

    static Value At(RenderScope scope, Value self, ReadOnlySpan<Value> arguments)
    {
        int index = JsConversion.ToInteger(arguments.At(0), 0);
        index = index < 0 ? index + self.List.Count : index;
        return (uint)index < (uint)self.List.Count ? self.List[index] : Value.Undefined;
    }

    static Value Concat(RenderScope scope, Value self, ReadOnlySpan<Value> arguments)
    {
        List<Value> items = [.. self.List.Items];
        foreach (Value argument in arguments)
        {
            if (argument.Kind == ValueKind.List)
            {
                items.AddRange(argument.List.Items);
            }
            else
            {
                items.Add(argument);
            }
        }

        scope.CountItems(items.Count);
        return new ListValue(items);
    }

    static List<Value> Flatten(RenderScope scope, ListValue list, int depth, List<Value> items, int level = 0)
    {
        if (level > scope.Limits.MaxDepth)
        {
            throw new TemplateFault($"flat() of lists more than {scope.Limits.MaxDepth} deep");
        }

        scope.CountItems(list.Count);
        foreach (Value item in list.Items)
        {
            if (item.Kind == ValueKind.List && depth > level)
            {
                Flatten(scope, item.List, depth, items, level + 1);
            }
            else
            {
                items.Add(item);
            }
        }

        return items;
    }

    static bool Includes(ListValue list, in Value item)
    {
        if (item.Kind == ValueKind.Number && double.IsNaN(item.Number))
        {
            return list.Items.Exists(static v => v.Kind == ValueKind.Number && double.IsNaN(v.Number));
        }

        return JsOperators.IndexOf(list, item) >= 0;
    }

    static int LastIndexOf(ListValue list, in Value item)
    {
        int at = list.Count - 1;
        while (at >= 0 && !JsOperators.StrictEquals(list[at], item))
        {
            at--;
        }

        return at;
    }

    static Value RemoveAt(List<Value> items, int index)
    {
        if (items.Count == 0)
        {
            return Value.Undefined;
        }

        Value removed = items[index];
        items.RemoveAt(index);
        return removed;
    }

    static Value Insert(RenderScope scope, ListValue list, int index, ReadOnlySpan<Value> arguments)
    {
        scope.CountItems(arguments.Length);
        list.Items.InsertRange(index, arguments.ToArray());
        return list.Count;
    }

    static Value Reverse(RenderScope scope, Value self, ReadOnlySpan<Value> arguments)
    {
        self.List.Items.Reverse();
        return self;
    }

    static Value Slice(RenderScope scope, Value self, ReadOnlySpan<Value> arguments)
    {
        (int start, int end) = SliceBounds(self.List.Count, arguments);
        scope.CountItems(Math.Max(end - start, 0));
        return new ListValue(end > start ? self.List.Items[start..end] : []);
    }

    /// <summary>Without a function JavaScript sorts by text, undefined last.</summary>
    static Value Sort(RenderScope scope, Value self, ReadOnlySpan<Value> arguments)
    {
        StableSort.Sort(self.List.Items, static (a, b) => a.IsUndefined || b.IsUndefined
            ? a.IsUndefined.CompareTo(b.IsUndefined)
            : string.CompareOrdinal(JsConversion.ToText(a), JsConversion.ToText(b)));
        return self;
    }

    static Value Splice(RenderScope scope, Value self, ReadOnlySpan<Value> arguments)
    {
        List<Value> items = self.List.Items;
        int start = Bound(JsConversion.ToInteger(arguments.At(0), 0), items.Count);
        int count = arguments.Length == 0 ? 0 : Math.Clamp(JsConversion.ToInteger(arguments.At(1), int.MaxValue), 0, items.Count - start);
        List<Value> removed = items.GetRange(start, count);
        items.RemoveRange(start, count);
        if (arguments.Length > 2)
        {
            Insert(scope, self.List, start, arguments[2..]);
        }

        return new ListValue(removed);
    }
}
