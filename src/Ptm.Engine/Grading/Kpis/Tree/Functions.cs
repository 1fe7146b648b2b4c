using System.Numerics;
using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis.Tree;

internal delegate KpiValue Function(IReadOnlyList<KpiValue> arguments, Meter meter);

/// <summary>The functions that an expression calls, each as Python has it.</summary>
internal static class Functions
{
    static readonly Dictionary<string, Function> s_functions = new(StringComparer.Ordinal)
    {
        ["abs"] = Abs,
        ["len"] = Len,
        ["max"] = (arguments, meter) => Extreme("max", ">", arguments, meter),
        ["min"] = (arguments, meter) => Extreme("min", "<", arguments, meter),
        ["round"] = Round,
    };

    public static IReadOnlyCollection<string> Names => s_functions.Keys;

    public static Function? Find(string name) => s_functions.GetValueOrDefault(name);

    static KpiValue Abs(IReadOnlyList<KpiValue> arguments, Meter meter) =>
        Only("abs", arguments) switch
        {
            KpiFloat real => new KpiFloat(Math.Abs(real.Value)),
            var value when Number.TryWhole(value, out BigInteger whole) => new KpiInt(BigInteger.Abs(whole)),
            var value => throw new KpiFault($"abs takes a number, not {value.Kind}"),
        };

    static KpiInt Len(IReadOnlyList<KpiValue> arguments, Meter meter)
    {
        switch (Only("len", arguments))
        {
            case KpiText text:
                meter.Charge(text.Text.Length);
                return new KpiInt(CodePoints.Count(text.Text));
            case KpiList list:
                return new KpiInt(list.Items.Count);
            case KpiMap map:
                return new KpiInt(map.Members.Count);
            case var value:
                throw new KpiFault($"len takes text, a list or an object, not {value.Kind}");
        }
    }

    static KpiValue Extreme(string name, string symbol, IReadOnlyList<KpiValue> arguments, Meter meter)
    {
        IReadOnlyList<KpiValue> items = arguments.Count == 1 ? Items(name, arguments[0], meter) : arguments;
        if (items.Count == 0)
        {
            throw new KpiFault($"{name} has nothing to choose from");
        }

        KpiValue best = items[0];
        for (int at = 1; at < items.Count; at++)
        {
            best = Ordering.Holds(symbol, items[at], best, meter) ? items[at] : best;
        }

        return best;
    }

    static IReadOnlyList<KpiValue> Items(string name, KpiValue value, Meter meter)
    {
        switch (value)
        {
            case KpiList list:
                return list.Items;
            case KpiText text:
                meter.Charge(text.Text.Length);
                return [.. CodePoints.Of(text.Text).Select(character => new KpiText(character))];
            case KpiMap map:
                return [.. map.Members.Keys.Select(key => new KpiText(key))];
            default:
                throw new KpiFault($"{name} takes several values or a list, not {value.Kind} alone");
        }
    }

    static KpiValue Round(IReadOnlyList<KpiValue> arguments, Meter meter)
    {
        if (arguments.Count is not (1 or 2))
        {
            throw new KpiFault($"round takes a number and, if need be, how many digits; not {arguments.Count} values");
        }

        KpiValue value = arguments[0];
        if (!Number.IsNumber(value))
        {
            throw new KpiFault($"round takes a number, not {value.Kind}");
        }

        if (arguments.Count == 1 || arguments[1] is KpiNone)
        {
            return value is KpiFloat real ? Number.Of(new BigInteger(Math.Round(real.Value, MidpointRounding.ToEven))) : Arithmetic.Plus(value);
        }

        return Number.TryWhole(arguments[1], out BigInteger digits)
            ? Rounding.ToDigits(value, digits)
            : throw new KpiFault($"round takes a whole number of digits, not {(arguments[1] is KpiFloat ? "a float" : arguments[1].Kind)}");
    }

    static KpiValue Only(string name, IReadOnlyList<KpiValue> arguments) =>
        arguments.Count == 1 ? arguments[0] : throw new KpiFault($"{name} takes one value, not {arguments.Count}");
}
