using System.Globalization;
using System.Numerics;

namespace Ptm.Engine.Grading.Kpis.Values;

/// <summary>A value of an expression, as Python has it. A float is always finite: what would be infinite or no number is a fault where it arises.</summary>
internal abstract class KpiValue
{
    /// <summary>What it is, in words for a message: "a number", "text".</summary>
    public abstract string Kind { get; }

    public abstract bool IsTrue { get; }
}

internal sealed class KpiNone : KpiValue
{
    KpiNone()
    {
    }

    public static KpiNone Value { get; } = new();

    public override string Kind => "None";

    public override bool IsTrue => false;

    public override string ToString() => "None";
}

internal sealed class KpiBool : KpiValue
{
    static readonly KpiBool s_true = new(value: true);
    static readonly KpiBool s_false = new(value: false);

    KpiBool(bool value) => IsTrue = value;

    public override string Kind => ToString();

    public override bool IsTrue { get; }

    public static KpiBool Of(bool value) => value ? s_true : s_false;

    public override string ToString() => IsTrue ? "True" : "False";
}

internal sealed class KpiInt(BigInteger value) : KpiValue
{
    public BigInteger Value { get; } = value;

    public override string Kind => "a number";

    public override bool IsTrue => !Value.IsZero;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

internal sealed class KpiFloat(double value) : KpiValue
{
    public double Value { get; } = value;

    public override string Kind => "a number";

    public override bool IsTrue => Value != 0;

    public override string ToString() => Value.ToString("0.######", CultureInfo.InvariantCulture) is "0" or "-0" && Value != 0
        ? Value.ToString("R", CultureInfo.InvariantCulture)
        : Value.ToString("0.######", CultureInfo.InvariantCulture);
}

internal sealed class KpiText(string text) : KpiValue
{
    public string Text { get; } = text;

    public override string Kind => "text";

    public override bool IsTrue => Text.Length > 0;

    public override string ToString() => Quote.Of(Text);
}

internal sealed class KpiList(IReadOnlyList<KpiValue> items, bool isTuple = false) : KpiValue
{
    public IReadOnlyList<KpiValue> Items { get; } = items;

    public bool IsTuple { get; } = isTuple;

    public override string Kind => IsTuple ? "a tuple" : "a list";

    public override bool IsTrue => Items.Count > 0;

    public override string ToString() => $"{Kind} of {Items.Count}";
}

/// <summary>Values by name: the variables, the metrics, an object inside them.</summary>
internal sealed class KpiMap(IReadOnlyDictionary<string, KpiValue> members) : KpiValue
{
    public IReadOnlyDictionary<string, KpiValue> Members { get; } = members;

    public override string Kind => "an object";

    public override bool IsTrue => Members.Count > 0;

    public override string ToString() => $"an object of {Members.Count}";
}
