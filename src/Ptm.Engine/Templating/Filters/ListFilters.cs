using Ptm.Engine.Templating.Methods;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Filters;

/// <summary>Filters over lists.</summary>
internal static class ListFilters
{
    public static Value First(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) => input.IsNothing
        ? throw TextFilters.Refuse("first", input)
        : MemberLookup.Get(input, 0);

    public static Value Last(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) => input.IsNothing
        ? throw TextFilters.Refuse("last", input)
        : MemberLookup.Get(input, input.Kind == ValueKind.List ? input.List.Count - 1 : input.IsText ? input.Text.Length - 1 : double.NaN);

    public static Value Join(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        ListValue list = input.Kind == ValueKind.List ? input.List : throw TextFilters.Refuse("join", input);
        string separator = JsConversion.IsTruthy(arguments.At(0)) ? arguments.TextAt(0) : "";
        Value attribute = arguments.At(1);
        if (JsConversion.IsTruthy(attribute))
        {
            list = new ListValue(list.Items.ConvertAll(item => MemberLookup.Get(item, attribute)));
        }

        return ListMethods.Joined(scope, list, separator);
    }

    public static Value Reverse(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        if (input.IsText)
        {
            char[] characters = input.Text.ToCharArray();
            Array.Reverse(characters);
            return Value.TextLike(input, new string(characters));
        }

        List<Value> items = Copy(scope, input);
        items.Reverse();
        return new ListValue(items);
    }

    /// <summary>batch(size, fill): rows of a size.</summary>
    public static Value Batch(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        List<Value> items = Items(scope, input, "batch");
        double size = JsConversion.ToNumber(arguments.At(0));
        List<Value> rows = [];
        List<Value> row = [];
        for (int index = 0; index < items.Count; index++)
        {
            if (index > 0 && index % size == 0)
            {
                rows.Add(new ListValue(row));
                row = [];
            }

            row.Add(items[index]);
        }

        if (row.Count > 0)
        {
            for (double at = row.Count; JsConversion.IsTruthy(arguments.At(1)) && at < size; at++)
            {
                scope.CountItems(1);
                row.Add(arguments[1]);
            }

            rows.Add(new ListValue(row));
        }

        return new ListValue(rows);
    }

    /// <summary>slice(count, fill): columns, the first ones one longer where it does not divide.</summary>
    public static Value Slice(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        List<Value> items = Items(scope, input, "slice");
        int count = Math.Max(JsConversion.ToInteger(arguments.At(0), 0), 0);
        scope.CountItems(count);
        List<Value> slices = [];
        int at = 0;
        for (int index = 0; index < count; index++)
        {
            bool isLong = index < items.Count % count;
            int length = (items.Count / count) + (isLong ? 1 : 0);
            List<Value> slice = items.GetRange(at, length);
            at += length;
            if (!isLong && JsConversion.IsTruthy(arguments.At(1)))
            {
                slice.Add(arguments[1]);
            }

            slices.Add(new ListValue(slice));
        }

        return new ListValue(slices);
    }

    public static Value Sum(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        Value attribute = arguments.At(0);
        Value sum = 0;
        if (input.Kind != ValueKind.List)
        {
            throw TextFilters.Refuse("sum", input);
        }

        foreach (Value item in Copy(scope, input))
        {
            sum = JsOperators.Add(sum, JsConversion.IsTruthy(attribute) ? MemberLookup.Get(item, attribute) : item);
        }

        return JsOperators.Add(arguments.At(1).IsUndefined ? 0 : arguments[1], sum);
    }

    /// <summary>select(test, argument): the items for which the test holds, truthy by default.</summary>
    public static Value Select(RenderScope scope, Value input, ReadOnlySpan<Value> arguments, bool keep)
    {
        string name = arguments.At(0).IsUndefined ? "truthy" : arguments.TextAt(0);
        TemplateFunction test = ValueTests.Find(name)
            ?? throw new TemplateFault($"there is no test '{name}'. {NearestName.Hint(name, ValueTests.Names)}");
        if (input.IsNothing)
        {
            throw TextFilters.Refuse(keep ? "select" : "reject", input);
        }

        List<Value> selected = [];
        foreach (Value item in Copy(scope, input))
        {
            if (test(scope, item, arguments.Length > 1 ? arguments[1..] : default).Boolean == keep)
            {
                selected.Add(item);
            }
        }

        return new ListValue(selected);
    }

    /// <summary>selectattr(name): the items whose attribute is truthy; as in Nunjucks a test behind it is not looked at.</summary>
    public static Value SelectByAttribute(RenderScope scope, Value input, ReadOnlySpan<Value> arguments, bool keep)
    {
        if (input.Kind != ValueKind.List)
        {
            throw TextFilters.Refuse(keep ? "selectattr" : "rejectattr", input);
        }

        List<Value> selected = [];
        foreach (Value item in Copy(scope, input))
        {
            if (JsConversion.IsTruthy(MemberLookup.Get(item, arguments.At(0))) == keep)
            {
                selected.Add(item);
            }
        }

        return new ListValue(selected);
    }

    /// <summary>The items of a list or the characters of a text; of anything else none.</summary>
    public static List<Value> Copy(RenderScope scope, in Value input)
    {
        switch (input.Kind)
        {
            case ValueKind.Text:
                scope.CountItems(input.Text.Length);
                return [.. input.Text.Select(c => (Value)c.ToString())];
            case ValueKind.List:
                scope.CountItems(input.List.Count);
                return [.. input.List.Items];
            default:
                return [];
        }
    }

    /// <summary>The items of a list or the characters of a text; of anything else an error.</summary>
    public static List<Value> Items(RenderScope scope, in Value input, string filter) =>
        input.Kind is ValueKind.List or ValueKind.Text ? Copy(scope, input) : throw TextFilters.Refuse(filter, input);
}
