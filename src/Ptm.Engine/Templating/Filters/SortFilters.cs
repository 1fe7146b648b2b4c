using Ptm.Engine.Templating.Methods;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Filters;

/// <summary>Filters that order and group.</summary>
internal static class SortFilters
{
    /// <summary>sort(reverse, case_sensitive, attribute)</summary>
    public static Value Sort(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        bool isReverse = JsConversion.IsTruthy(arguments.At(0));
        bool isCaseSensitive = JsConversion.IsTruthy(arguments.At(1));
        Value attribute = arguments.At(2);
        List<(Value Key, Value Item)> items = ListFilters.Copy(scope, input)
            .ConvertAll(item => (JsConversion.IsTruthy(attribute) ? Attribute(item, JsConversion.ToText(attribute)) : item, item));
        StableSort.Sort(items, (a, b) => isReverse ? Compare(b.Key, a.Key, isCaseSensitive) : Compare(a.Key, b.Key, isCaseSensitive));
        return new ListValue(items.ConvertAll(static pair => pair.Item));
    }

    /// <summary>dictsort(case_sensitive, by): pairs of name and value.</summary>
    public static Value DictSort(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        if (input.Kind != ValueKind.Dict)
        {
            throw TextFilters.Refuse("dictsort", input);
        }

        bool isCaseSensitive = JsConversion.IsTruthy(arguments.At(0));
        string by = arguments.At(1).IsUndefined ? "key" : arguments.TextAt(1);
        if (by is not ("key" or "value"))
        {
            throw new TemplateFault($"dictsort sorts by \"key\" or \"value\", not by \"{by}\"");
        }

        List<KeyValuePair<string, Value>> members = [.. input.Dict.Members];
        scope.CountItems(members.Count);
        StableSort.Sort(members, (a, b) => by == "key"
            ? Compare(a.Key, b.Key, isCaseSensitive)
            : Compare(a.Value, b.Value, isCaseSensitive));
        return new ListValue(members.ConvertAll(static member => (Value)new ListValue([member.Key, member.Value])));
    }

    /// <summary>groupby(attribute): an object of lists.</summary>
    public static Value GroupBy(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        string attribute = arguments.TextAt(0);
        DictValue groups = new();
        foreach (Value item in ListFilters.Items(scope, input, "groupby"))
        {
            string key = JsConversion.ToText(Attribute(item, attribute));
            if (!groups.TryGet(key, out Value group))
            {
                group = new ListValue([]);
                groups.Set(key, group);
            }

            group.List.Items.Add(item);
        }

        return groups;
    }

    /// <summary>An attribute by its dotted path.</summary>
    static Value Attribute(in Value item, string path)
    {
        Value value = item;
        foreach (string name in path.Split('.'))
        {
            value = MemberLookup.Get(value, name);
        }

        return value;
    }

    static int Compare(in Value left, in Value right, bool isCaseSensitive) => !isCaseSensitive && left.IsText && right.IsText
        ? string.CompareOrdinal(TextMethods.Lower(left.Text), TextMethods.Lower(right.Text))
        : JsOperators.Compare(left, right) ?? 0;
}
