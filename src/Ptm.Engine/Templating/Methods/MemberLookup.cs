using System.Globalization;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Methods;

/// <summary>Members of values: an object's own, an index into a list or a text, a length, or one of JavaScript's methods.</summary>
internal static class MemberLookup
{
    public static Value Get(in Value target, in Value key)
    {
        TemplateFunction? method = Find(target, key, out Value value);
        return method is null ? value : new BoundFunction(method, target);
    }

    /// <summary>The method of that name, or null and the plain value.</summary>
    public static TemplateFunction? Find(in Value target, in Value key, out Value value)
    {
        value = Value.Undefined;
        if (target.IsNothing)
        {
            return null;
        }

        if (key.Kind == ValueKind.Number && TryIndex(target, key.Number, out value))
        {
            return null;
        }

        string name = JsConversion.ToText(key);
        switch (target.Kind)
        {
            case ValueKind.Text:
                return TryOwn(target, name, target.Text.Length, out value) ? null : TextMethods.Find(name);
            case ValueKind.List:
                return TryOwn(target, name, target.List.Count, out value) ? null : ListMethods.Find(name);
            case ValueKind.Dict:
                return target.Dict.TryGet(name, out value) ? null : DictMethods.Find(target.Dict, name);
            case ValueKind.Number or ValueKind.Boolean:
                return NumberMethods.Find(target.Kind, name);
            default:
                return null;
        }
    }

    static bool TryOwn(in Value target, string name, int length, out Value value)
    {
        value = Value.Undefined;
        if (name == "length")
        {
            value = length;
            return true;
        }

        return name.Length > 0 && char.IsAsciiDigit(name[0])
            && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && JsNumber.Format(index) == name
            && TryIndex(target, index, out value);
    }

    static bool TryIndex(in Value target, double index, out Value value)
    {
        value = Value.Undefined;
        int length = target.Kind == ValueKind.Text ? target.Text.Length : target.Kind == ValueKind.List ? target.List.Count : -1;
        if (length < 0)
        {
            return false;
        }

        if (index >= 0 && index < length && Math.Floor(index) == index)
        {
            value = target.Kind == ValueKind.Text ? target.Text[(int)index].ToString() : target.List[(int)index];
        }

        return true;
    }
}
