using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis.Tree;

/// <summary>A part of an expression that has a value.</summary>
/// <param name="Position">The character that errors point to.</param>
internal abstract record Expression(int Position)
{
    /// <exception cref="KpiException">PTM4011: there is no value.</exception>
    public KpiValue Evaluate(Evaluation evaluation)
    {
        try
        {
            evaluation.Meter.Charge(1);
            return Compute(evaluation);
        }
        catch (KpiFault fault)
        {
            throw evaluation.Fail(Position, fault);
        }
    }

    protected abstract KpiValue Compute(Evaluation evaluation);
}

internal sealed record Literal(KpiValue Value, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation) => Value;
}

internal sealed record Name(string Text, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation) => evaluation.Scope.Resolve(Text, evaluation.Meter);
}

internal sealed record ListDisplay(IReadOnlyList<Expression> Items, bool IsTuple, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation) => new KpiList([.. Items.Select(item => item.Evaluate(evaluation))], IsTuple);
}
