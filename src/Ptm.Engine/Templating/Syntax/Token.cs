namespace Ptm.Engine.Templating.Syntax;

internal enum TokenKind
{
    /// <summary>Text outside of tags.</summary>
    Data,

    /// <summary><c>{{</c></summary>
    OutputStart,

    /// <summary><c>}}</c></summary>
    OutputEnd,

    /// <summary><c>{%</c></summary>
    TagStart,

    /// <summary><c>%}</c></summary>
    TagEnd,
    Name,
    Text,
    Number,
    Pattern,
    Operator,
    EndOfTemplate,
}

/// <summary>A piece of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Position">Offset of its first character.</param>
/// <param name="End">Offset behind its last character.</param>
/// <param name="Value">Its text: of a string without quotes and escapes.</param>
internal readonly record struct Token(TokenKind Kind, int Position, int End, string Value)
{
    public bool IsOperator(string value) => Kind == TokenKind.Operator && Value == value;

    public bool IsName(string value) => Kind == TokenKind.Name && Value == value;

    /// <summary>The token as an error message shows it.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.EndOfTemplate => "the end of the template",
        TokenKind.Text => $"the text \"{Value}\"",
        TokenKind.Data => "text",
        _ => $"'{Value}'",
    };
}
