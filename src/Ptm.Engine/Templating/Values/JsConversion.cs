using System.Text;

namespace Ptm.Engine.Templating.Values;

/// <summary>What a value becomes where JavaScript wants a text, a number or a truth.</summary>
internal static class JsConversion
{
    public static bool IsTruthy(in Value value) => value.Kind switch
    {
        ValueKind.Undefined or ValueKind.Null => false,
        ValueKind.Boolean => value.Boolean,
        ValueKind.Number => value.Number != 0 && !double.IsNaN(value.Number),
        ValueKind.Text => value.Text.Length > 0,
        _ => true,
    };

    public static double ToNumber(in Value value, int depth = 0) => value.Kind switch
    {
        ValueKind.Undefined => double.NaN,
        ValueKind.Null => 0,
        ValueKind.Boolean or ValueKind.Number => value.Number,
        ValueKind.Text => JsNumber.Parse(value.Text),
        ValueKind.List => JsNumber.Parse(ToText(value, depth)),
        _ => double.NaN,
    };

    /// <summary>JavaScript's ToIntegerOrInfinity, kept within the range of an int.</summary>
    public static int ToInteger(in Value value, int otherwise)
    {
        if (value.IsUndefined)
        {
            return otherwise;
        }

        double number = ToNumber(value);
        return double.IsNaN(number) ? 0 : (int)Math.Clamp(Math.Truncate(number), int.MinValue + 1, int.MaxValue);
    }

    /// <summary>JavaScript's String(): undefined and null give their names.</summary>
    public static string ToText(in Value value, int depth = 0) => value.Kind switch
    {
        ValueKind.Undefined => "undefined",
        ValueKind.Null => "null",
        ValueKind.Boolean => value.Boolean ? "true" : "false",
        ValueKind.Number => JsNumber.Format(value.Number),
        ValueKind.Text => value.Text,
        ValueKind.List => Join(value.List, ",", depth),
        ValueKind.Dict => value.Dict.Label,
        _ => throw new TemplateFault("this is a function and has no text; call it with parentheses: name()"),
    };

    /// <summary>The items' texts, nothing for undefined and null.</summary>
    public static string Join(ListValue list, string separator, int depth = 0)
    {
        StringBuilder text = new();
        AppendJoined(text, list, separator, depth);
        return text.ToString();
    }

    /// <summary>Lists and objects as the text or number they stand for in an operation.</summary>
    public static Value ToPrimitive(in Value value) => value.Kind >= ValueKind.List ? ToText(value) : value;

    static void AppendJoined(StringBuilder text, ListValue list, string separator, int depth)
    {
        if (depth > TemplateLimits.Default.MaxDepth)
        {
            throw new TemplateFault($"a list that holds lists more than {TemplateLimits.Default.MaxDepth} deep cannot be printed");
        }

        for (int index = 0; index < list.Count; index++)
        {
            if (index > 0)
            {
                text.Append(separator);
            }

            Value item = list[index];
            if (item.Kind == ValueKind.List)
            {
                AppendJoined(text, item.List, ",", depth + 1);
            }
            else if (!item.IsNothing)
            {
                text.Append(ToText(item, depth + 1));
            }

            if (text.Length > TemplateLimits.Default.MaxOutputLength)
            {
                throw new TemplateFault($"a joined text grew past {TemplateLimits.Default.MaxOutputLength} characters");
            }
        }
    }
}
