namespace Ptm.Engine.Templating.Syntax;

/// <summary>A template's text and where it stands in the user's file.</summary>
/// <param name="text">The template.</param>
/// <param name="origin">The place of the text's first character; null when it comes from no file.</param>
/// <param name="inside">The text that this one is a part of, such as the JSON whose string it is; null when it stands alone.</param>
internal sealed class TemplateSource(string text, SourceLocation? origin, string? inside = null)
{
    public string Text { get; } = text;

    /// <summary>Line and column of a character in the user's file; without an origin the file is empty and the first character is (1,1).</summary>
    /// <param name="position">Offset in the text.</param>
    /// <param name="at">Where the text stands this time; null for where it was read.</param>
    public SourceLocation Locate(int position, SourceLocation? at = null) => TextPlace.Of(Text, position, at ?? origin, inside);

    public TemplateException Fail(string code, int position, string message, SourceLocation? at = null, Exception? inner = null) =>
        new(new Diagnostic(code, DiagnosticSeverity.Error, message, Locate(position, at)), inner);

    public TemplateException SyntaxError(int position, string message) => Fail(DiagnosticCodes.TemplateSyntax, position, message);
}
