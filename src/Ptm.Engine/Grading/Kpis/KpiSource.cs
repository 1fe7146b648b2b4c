namespace Ptm.Engine.Grading.Kpis;

/// <summary>An expression's text and where it stands in the user's file.</summary>
internal sealed class KpiSource(string text, SourceLocation? origin)
{
    public string Text { get; } = text;

    /// <summary>Line and column of a character in the user's file; without an origin the file is empty and the first character is (1,1).</summary>
    public SourceLocation Locate(int position)
    {
        ReadOnlySpan<char> before = Text.AsSpan(0, Math.Clamp(position, 0, Text.Length));
        int column = before.Length - (before.LastIndexOf('\n') + 1);

        // Only a block keeps its line breaks, and all its lines are indented alike.
        return new(origin?.File ?? "", Math.Max(origin?.Line ?? 1, 1) + before.Count('\n'), Math.Max(origin?.Column ?? 1, 1) + column);
    }

    public KpiException Fail(string code, int position, string message) => new(new(code, DiagnosticSeverity.Error, message, Locate(position)));

    public KpiException SyntaxError(int position, string message) => Fail(DiagnosticCodes.ExpressionSyntax, position, message);
}
