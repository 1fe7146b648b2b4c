using System.Numerics;
using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis.Tree;

internal sealed record Call(Function Function, IReadOnlyList<Expression> Arguments, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation) =>
        Function([.. Arguments.Select(argument => argument.Evaluate(evaluation))], evaluation.Meter);
}

/// <summary><c>vars["name"]</c>, <c>list[0]</c>, <c>text[-1]</c>.</summary>
internal sealed record Subscript(Expression Value, Expression Key, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation)
    {
        KpiValue value = Value.Evaluate(evaluation);
        KpiValue key = Key.Evaluate(evaluation);
        switch (value)
        {
            case KpiMap map:
                return key is KpiText { Text: var name }
                    ? map.Members.TryGetValue(name, out KpiValue? member) ? member : throw new KpiFault(Missing(name, map))
                    : throw new KpiFault($"a key is text, not {key.Kind}");
            case KpiList list:
                return list.Items[Index(key, list.Items.Count)];
            case KpiText text:
                evaluation.Meter.Charge(text.Text.Length);
                string[] characters = [.. CodePoints.Of(text.Text)];
                return new KpiText(characters[Index(key, characters.Length)]);
            default:
                throw new KpiFault($"{value.Kind} has no members");
        }
    }

    string Missing(string name, KpiMap map) => Value is Name { Text: KpiScope.Metrics }
        ? $"the metric {Quote.Of(name)} was not measured in this case. {NearestName.Hint(name, [.. map.Members.Keys])}".TrimEnd()
        : $"there is no {Quote.Of(name)}. {NearestName.Hint(name, [.. map.Members.Keys])}".TrimEnd();

    static int Index(KpiValue key, int count)
    {
        if (!Number.TryWhole(key, out BigInteger index))
        {
            throw new KpiFault($"a place is a whole number, not {(key is KpiFloat ? "a float" : key.Kind)}");
        }

        BigInteger at = index.Sign < 0 ? index + count : index;
        return at.Sign >= 0 && at < count ? (int)at : throw new KpiFault($"there is no item {index} of {count}");
    }
}
