namespace Ptm.Engine.Templating.Values;

/// <summary>JavaScript's operators, which Nunjucks' are.</summary>
internal static class JsOperators
{
    public static Value Add(in Value left, in Value right)
    {
        if (left.Kind == ValueKind.Number && right.Kind == ValueKind.Number)
        {
            return left.Number + right.Number;
        }

        return left.Kind >= ValueKind.Text || right.Kind >= ValueKind.Text
            ? Concatenate(left, right)
            : JsConversion.ToNumber(left) + JsConversion.ToNumber(right);
    }

    public static Value Concatenate(in Value left, in Value right) =>
        string.Concat(JsConversion.ToText(left), JsConversion.ToText(right));

    public static bool StrictEquals(in Value left, in Value right) => left.Kind == right.Kind && left.Kind switch
    {
        ValueKind.Undefined or ValueKind.Null => true,
        ValueKind.Boolean or ValueKind.Number => left.Number == right.Number,
        ValueKind.Text => left.Text == right.Text,
        _ => ReferenceEquals(left.Reference, right.Reference),
    };

    public static bool LooseEquals(in Value left, in Value right)
    {
        if (left.Kind == right.Kind)
        {
            return StrictEquals(left, right);
        }

        if (left.IsNothing || right.IsNothing)
        {
            return left.IsNothing && right.IsNothing;
        }

        if (left.Kind >= ValueKind.List && right.Kind >= ValueKind.List)
        {
            return false;
        }

        Value first = JsConversion.ToPrimitive(left);
        Value second = JsConversion.ToPrimitive(right);
        return first.IsText && second.IsText
            ? first.Text == second.Text
            : JsConversion.ToNumber(first) == JsConversion.ToNumber(second);
    }

    /// <summary>Negative, zero or positive; null where the two have no order (NaN).</summary>
    public static int? Compare(in Value left, in Value right)
    {
        if (left.Kind == ValueKind.Text && right.Kind == ValueKind.Text)
        {
            return string.CompareOrdinal(left.Text, right.Text);
        }

        Value first = JsConversion.ToPrimitive(left);
        Value second = JsConversion.ToPrimitive(right);
        if (first.IsText && second.IsText)
        {
            return string.CompareOrdinal(first.Text, second.Text);
        }

        double a = JsConversion.ToNumber(first);
        double b = JsConversion.ToNumber(second);
        return a < b ? -1 : a > b ? 1 : a == b ? 0 : null;
    }

    public static bool Contains(in Value container, in Value item)
    {
        switch (container.Kind)
        {
            case ValueKind.Text:
                return container.Text.Contains(JsConversion.ToText(item), StringComparison.Ordinal);
            case ValueKind.List:
                return IndexOf(container.List, item) >= 0;
            case ValueKind.Dict:
                return container.Dict.TryGet(JsConversion.ToText(item), out _);
            default:
                throw new TemplateFault($"'in' searches a text, a list or an object, not {Describe(container)}");
        }
    }

    public static int IndexOf(ListValue list, in Value item, int start = 0)
    {
        for (int index = Math.Max(start, 0); index < list.Count; index++)
        {
            if (StrictEquals(list[index], item))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>The value's kind as an error message names it.</summary>
    public static string Describe(in Value value) => value.Kind switch
    {
        ValueKind.Undefined => "an undefined value",
        ValueKind.Null => "null",
        ValueKind.Boolean => "a boolean",
        ValueKind.Number => "a number",
        ValueKind.Text => "a text",
        ValueKind.List => "a list",
        ValueKind.Dict => "an object",
        _ => "a function",
    };
}
