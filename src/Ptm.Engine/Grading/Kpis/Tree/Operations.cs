using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis.Tree;

/// <summary>Operators of one level, from left to right: <c>a - b + c</c>.</summary>
internal sealed record Chain(Expression First, IReadOnlyList<ChainPart> Parts, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation)
    {
        KpiValue value = First.Evaluate(evaluation);
        foreach (ChainPart part in Parts)
        {
            KpiValue left = value;
            KpiValue right = part.Operand.Evaluate(evaluation);
            value = evaluation.At(part.Position, () => Arithmetic.Apply(part.Symbol, left, right, evaluation.Meter));
        }

        return value;
    }
}

internal sealed record ChainPart(string Symbol, Expression Operand, int Position);

internal sealed record Power(Expression Base, Expression Exponent, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation) =>
        Arithmetic.Apply("**", Base.Evaluate(evaluation), Exponent.Evaluate(evaluation), evaluation.Meter);
}

internal sealed record Sign(bool IsMinus, Expression Operand, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation) =>
        IsMinus ? Arithmetic.Negate(Operand.Evaluate(evaluation)) : Arithmetic.Plus(Operand.Evaluate(evaluation));
}

/// <summary><c>a &lt; b &lt;= c</c>: each operand once, and none after the first comparison that does not hold.</summary>
internal sealed record Comparison(Expression First, IReadOnlyList<ComparisonPart> Parts, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation)
    {
        KpiValue left = First.Evaluate(evaluation);
        foreach (ComparisonPart part in Parts)
        {
            KpiValue seen = left;
            KpiValue right = part.Operand.Evaluate(evaluation);
            if (!evaluation.At(part.Position, () => Ordering.Holds(part.Symbol, seen, right, evaluation.Meter)))
            {
                return KpiBool.Of(value: false);
            }

            left = right;
        }

        return KpiBool.Of(value: true);
    }
}

internal sealed record ComparisonPart(string Symbol, Expression Operand, int Position);

/// <summary><c>and</c>, <c>or</c>: the first operand that decides, as the value that it is.</summary>
internal sealed record Logical(bool IsAnd, IReadOnlyList<Expression> Operands, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation)
    {
        KpiValue value = KpiNone.Value;
        foreach (Expression operand in Operands)
        {
            value = operand.Evaluate(evaluation);
            if (value.IsTrue != IsAnd)
            {
                break;
            }
        }

        return value;
    }
}

internal sealed record Not(Expression Operand, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation) => KpiBool.Of(!Operand.Evaluate(evaluation).IsTrue);
}

internal sealed record Conditional(Expression Value, Expression Condition, Expression Otherwise, int Position) : Expression(Position)
{
    protected override KpiValue Compute(Evaluation evaluation) =>
        Condition.Evaluate(evaluation).IsTrue ? Value.Evaluate(evaluation) : Otherwise.Evaluate(evaluation);
}
