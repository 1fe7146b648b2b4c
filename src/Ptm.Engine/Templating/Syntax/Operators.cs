using Ptm.Engine.Templating.Tree;

namespace Ptm.Engine.Templating.Syntax;

/// <summary>Which operation an operator stands for, level by level.</summary>
internal static class Operators
{
    public static BinaryOperator? Equality(in Token token) => token.Kind != TokenKind.Operator ? null : token.Value switch
    {
        "==" => BinaryOperator.Equal,
        "!=" => BinaryOperator.NotEqual,
        "===" => BinaryOperator.StrictEqual,
        "!==" => BinaryOperator.StrictNotEqual,
        _ => null,
    };

    public static BinaryOperator? Relation(in Token token) => token.Kind != TokenKind.Operator ? null : token.Value switch
    {
        "<" => BinaryOperator.Less,
        "<=" => BinaryOperator.LessOrEqual,
        ">" => BinaryOperator.Greater,
        ">=" => BinaryOperator.GreaterOrEqual,
        _ => null,
    };

    public static BinaryOperator? Additive(in Token token) => token.Kind != TokenKind.Operator ? null : token.Value switch
    {
        "+" => BinaryOperator.Add,
        "-" => BinaryOperator.Subtract,
        "~" => BinaryOperator.Concatenate,
        _ => null,
    };

    public static BinaryOperator? Multiplicative(in Token token) => token.Kind != TokenKind.Operator ? null : token.Value switch
    {
        "*" => BinaryOperator.Multiply,
        "/" => BinaryOperator.Divide,
        _ => null,
    };
}
