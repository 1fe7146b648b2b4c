namespace Ptm;

/// <summary>How much a <see cref="Diagnostic"/> weighs.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Nothing is lost; somebody should look.</summary>
    Warning,

    /// <summary>Work cannot go on, or a check would be lost.</summary>
    Error,
}

/// <summary>A finding with its place.</summary>
/// <param name="Code">Its code, such as <c>PTM3003</c>; see <see cref="DiagnosticCodes"/>.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Message">What is wrong, what was expected, and what to do next.</param>
/// <param name="Location">Where; null when no file is to blame.</param>
public sealed record Diagnostic(string Code, DiagnosticSeverity Severity, string Message, SourceLocation? Location = null)
{
    /// <summary>The finding as compilers print it: <c>path(line,column): error CODE: message</c>.</summary>
    public override string ToString() =>
        $"{(Location is null ? "" : Location + ": ")}{(Severity == DiagnosticSeverity.Error ? "error" : "warning")} {Code}: {Message}";
}
