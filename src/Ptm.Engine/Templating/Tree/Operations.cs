using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

internal enum BinaryOperator
{
    Add,
    Subtract,
    Concatenate,
    Multiply,
    Divide,
    Modulo,
    FloorDivide,
    Power,
    Equal,
    NotEqual,
    StrictEqual,
    StrictNotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
}

/// <summary>An operation on two values, both always evaluated.</summary>
internal sealed class Binary(BinaryOperator operation, Expression left, Expression right)
    : Expression(left.Position, 1 + Math.Max(left.Depth, right.Depth))
{
    public BinaryOperator Operation => operation;

    public Expression Left => left;

    public Expression Right => right;

    public override Value Evaluate(RenderScope scope)
    {
        if (operation is BinaryOperator.Add or BinaryOperator.Concatenate)
        {
            Value first = left.EvaluateRequired(scope);
            Value second = right.EvaluateRequired(scope);
            scope.Position = Position;
            Value sum = operation == BinaryOperator.Add ? JsOperators.Add(first, second) : JsOperators.Concatenate(first, second);
            if (sum.IsText)
            {
                scope.CheckLength(sum.Text.Length);
            }

            return sum;
        }

        Value a = left.Evaluate(scope);
        Value b = right.Evaluate(scope);
        scope.Position = Position;
        return Apply(a, b);
    }

    public override void FindVariables(VariableFinder finder)
    {
        finder.Read(left);
        finder.Read(right);
    }

    Value Apply(in Value a, in Value b) => operation switch
    {
        BinaryOperator.Subtract => JsConversion.ToNumber(a) - JsConversion.ToNumber(b),
        BinaryOperator.Multiply => JsConversion.ToNumber(a) * JsConversion.ToNumber(b),
        BinaryOperator.Divide => JsConversion.ToNumber(a) / JsConversion.ToNumber(b),
        BinaryOperator.Modulo => JsConversion.ToNumber(a) % JsConversion.ToNumber(b),
        BinaryOperator.FloorDivide => Math.Floor(JsConversion.ToNumber(a) / JsConversion.ToNumber(b)),
        BinaryOperator.Power => Power(JsConversion.ToNumber(a), JsConversion.ToNumber(b)),
        BinaryOperator.Equal => JsOperators.LooseEquals(a, b),
        BinaryOperator.NotEqual => !JsOperators.LooseEquals(a, b),
        BinaryOperator.StrictEqual => JsOperators.StrictEquals(a, b),
        BinaryOperator.StrictNotEqual => !JsOperators.StrictEquals(a, b),
        BinaryOperator.Less => JsOperators.Compare(a, b) < 0,
        BinaryOperator.LessOrEqual => JsOperators.Compare(a, b) <= 0,
        BinaryOperator.Greater => JsOperators.Compare(a, b) > 0,
        BinaryOperator.GreaterOrEqual => JsOperators.Compare(a, b) >= 0,
        _ => JsOperators.Contains(b, a),
    };

    /// <summary>JavaScript's power of one to infinity is no number; .NET's is one.</summary>
    static double Power(double value, double exponent) =>
        double.IsNaN(exponent) || (Math.Abs(value) == 1 && double.IsInfinity(exponent)) ? double.NaN : Math.Pow(value, exponent);
}

/// <summary><c>not a</c></summary>
internal sealed class Not(int position, Expression operand) : Expression(position, 1 + operand.Depth)
{
    public override Value Evaluate(RenderScope scope) => !JsConversion.IsTruthy(operand.Evaluate(scope));

    public override void FindVariables(VariableFinder finder) => finder.Read(operand);
}

/// <summary><c>-a</c> and <c>+a</c></summary>
internal sealed class Signed(int position, bool isNegative, Expression operand) : Expression(position, 1 + operand.Depth)
{
    public override Value Evaluate(RenderScope scope)
    {
        Value value = operand.Evaluate(scope);
        scope.Position = Position;
        double number = JsConversion.ToNumber(value);
        return isNegative ? -number : number;
    }

    public override void FindVariables(VariableFinder finder) => finder.Read(operand);
}

/// <summary><c>a and b and c</c>, <c>a or b or c</c>: the operand that decided.</summary>
internal sealed class Logical(bool isAnd, Expression[] operands) : Expression(operands[0].Position, 1 + DeepestOf(operands))
{
    public override Value Evaluate(RenderScope scope)
    {
        Value value = Value.Undefined;
        foreach (Expression operand in operands)
        {
            value = operand.Evaluate(scope);
            if (JsConversion.IsTruthy(value) != isAnd)
            {
                break;
            }
        }

        return value;
    }

    public override void FindVariables(VariableFinder finder) => finder.ReadAll(operands);
}

/// <summary><c>a if condition else b</c>; without else nothing.</summary>
internal sealed class InlineIf(Expression condition, Expression then, Expression? otherwise)
    : Expression(then.Position, 1 + Math.Max(condition.Depth, Math.Max(then.Depth, otherwise?.Depth ?? 0)))
{
    public override Value Evaluate(RenderScope scope) =>
        JsConversion.IsTruthy(condition.Evaluate(scope)) ? then.EvaluateRequired(scope)
        : otherwise is null ? "" : otherwise.EvaluateRequired(scope);

    public override void FindVariables(VariableFinder finder)
    {
        finder.Read(condition);
        finder.Read(then);
        if (otherwise is not null)
        {
            finder.Read(otherwise);
        }
    }
}
