using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis.Syntax;

internal enum TokenKind
{
    End,
    Name,
    Number,
    Text,

    /// <summary>An operator, a bracket, a comma or a word such as <c>and</c>.</summary>
    Symbol,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">A name or symbol as written; empty for the rest.</param>
/// <param name="Position">Its first character.</param>
/// <param name="Value">The value of a number or text.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, KpiValue? Value = null)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Number => "a number",
        TokenKind.Text => "a text",
        _ => $"'{Text}'",
    };
}
