namespace Ptm.Engine.Templating.Syntax;

/// <summary>A template's text and where it stands in the user's file.</summary>
internal sealed class TemplateSource(string text, SourceLocation? origin)
{
    public string Text { get; } = text;

    /// <summary>Line and column of a character in the user's file; without an origin the file is empty and the first character is (1,1).</summary>
    public SourceLocation Locate(int position)
    {
        ReadOnlySpan<char> before = Text.AsSpan(0, Math.Clamp(position, 0, Text.Length));
        int breaks = before.Count('\n');
        int column = before.Length - (before.LastIndexOf('\n') + 1);
        int firstLine = Math.Max(origin?.Line ?? 1, 1);
        int firstColumn = breaks == 0 ? Math.Max(origin?.Column ?? 1, 1) : 1;
        return new SourceLocation(origin?.File ?? "", firstLine + breaks, firstColumn + column);
    }

    public TemplateException Fail(string code, int position, string message, Exception? inner = null) =>
        new(new Diagnostic(code, DiagnosticSeverity.Error, message, Locate(position)), inner);

    public TemplateException SyntaxError(int position, string message) => Fail(DiagnosticCodes.TemplateSyntax, position, message);
}
