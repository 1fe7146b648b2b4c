using System.Numerics;

namespace Ptm.Engine.Grading.Kpis.Values;

/// <summary>Python's comparisons: exact between whole numbers and floats, by code points between texts, by the first difference between lists.</summary>
internal static class Ordering
{
    public static bool Holds(string symbol, KpiValue left, KpiValue right, Meter meter) => symbol switch
    {
        "==" => AreEqual(left, right, meter),
        "!=" => !AreEqual(left, right, meter),
        "in" => Contains(right, left, meter),
        "not in" => !Contains(right, left, meter),
        "is" => IsSame(left, right),
        "is not" => !IsSame(left, right),
        _ => Holds(symbol, Compare(symbol, left, right, meter)),
    };

    public static bool AreEqual(KpiValue left, KpiValue right, Meter meter)
    {
        meter.Charge(Meter.Value);
        switch (left, right)
        {
            case (KpiText a, KpiText b):
                meter.Charge(Math.Min(a.Text.Length, b.Text.Length));
                return string.Equals(a.Text, b.Text, StringComparison.Ordinal);
            case (KpiList a, KpiList b):
                return a.IsTuple == b.IsTuple && a.Items.Count == b.Items.Count && FirstDifference(a, b, meter) < 0;
            case (KpiMap a, KpiMap b):
                return HaveEqualMembers(a, b, meter);
            case (KpiNone, KpiNone):
                return true;
            default:
                return Number.IsNumber(left) && Number.IsNumber(right) && CompareNumbers(left, right) == 0;
        }
    }

    static bool Holds(string symbol, int order) => symbol switch
    {
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };

    static int Compare(string symbol, KpiValue left, KpiValue right, Meter meter)
    {
        meter.Charge(Meter.Value);
        switch (left, right)
        {
            case (KpiText a, KpiText b):
                meter.Charge(Math.Min(a.Text.Length, b.Text.Length));
                return CompareTexts(a.Text, b.Text);
            case (KpiList a, KpiList b) when a.IsTuple == b.IsTuple:
                int at = FirstDifference(a, b, meter);
                return at < 0 ? a.Items.Count.CompareTo(b.Items.Count) : Compare(symbol, a.Items[at], b.Items[at], meter);
            default:
                return Number.IsNumber(left) && Number.IsNumber(right)
                    ? CompareNumbers(left, right)
                    : throw new KpiFault($"'{symbol}' does not compare {left.Kind} with {right.Kind}");
        }
    }

    static int CompareNumbers(KpiValue left, KpiValue right) =>
        (Number.TryWhole(left, out BigInteger a), Number.TryWhole(right, out BigInteger b)) switch
        {
            (true, true) => a.CompareTo(b),
            (true, false) => CompareExactly(a, ((KpiFloat)right).Value),
            (false, true) => -CompareExactly(b, ((KpiFloat)left).Value),
            _ => ((KpiFloat)left).Value.CompareTo(((KpiFloat)right).Value) is var order && ((KpiFloat)left).Value == ((KpiFloat)right).Value ? 0 : order,
        };

    // A whole number made a float first would be equal to its neighbours.
    static int CompareExactly(BigInteger whole, double real)
    {
        double floor = Math.Floor(real);
        return whole.CompareTo(new BigInteger(floor)) is var order and not 0 ? order : real > floor ? -1 : 0;
    }

    /// <summary>By code points, where UTF-16 puts what needs two units before U+E000.</summary>
    static int CompareTexts(string left, string right)
    {
        int length = Math.Min(left.Length, right.Length);
        int at = left.AsSpan().CommonPrefixLength(right);
        if (at == length)
        {
            return left.Length.CompareTo(right.Length);
        }

        (char a, char b) = (left[at], right[at]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b)
            : char.IsSurrogate(a) ? (b >= 0xE000 ? 1 : a.CompareTo(b))
            : a >= 0xE000 ? -1 : a.CompareTo(b);
    }

    /// <summary>The first place where two lists differ; below 0 where one is the beginning of the other.</summary>
    static int FirstDifference(KpiList left, KpiList right, Meter meter)
    {
        for (int at = 0; at < Math.Min(left.Items.Count, right.Items.Count); at++)
        {
            if (!AreEqual(left.Items[at], right.Items[at], meter))
            {
                return at;
            }
        }

        return -1;
    }

    static bool HaveEqualMembers(KpiMap left, KpiMap right, Meter meter) =>
        left.Members.Count == right.Members.Count
        && left.Members.All(member => right.Members.TryGetValue(member.Key, out KpiValue? other) && AreEqual(member.Value, other, meter));

    static bool IsSame(KpiValue left, KpiValue right) => ReferenceEquals(left, right);

    static bool Contains(KpiValue container, KpiValue item, Meter meter)
    {
        switch (container)
        {
            case KpiText text when item is KpiText part:
                meter.Charge((long)text.Text.Length + part.Text.Length);
                return TextSearch.IsIn(text.Text, part.Text);
            case KpiText:
                throw new KpiFault($"a text contains text, not {item.Kind}");
            case KpiList list:
                foreach (KpiValue member in list.Items)
                {
                    if (AreEqual(member, item, meter))
                    {
                        return true;
                    }
                }

                return false;
            case KpiMap map:
                return IsKey(item) ? item is KpiText key && map.Members.ContainsKey(key.Text) : throw new KpiFault($"{item.Kind} cannot be a key");
            default:
                throw new KpiFault($"'in' looks into text, a list or an object, not into {container.Kind}");
        }
    }

    static bool IsKey(KpiValue value) => value is KpiList list ? list.IsTuple && list.Items.All(IsKey) : value is not KpiMap;
}
