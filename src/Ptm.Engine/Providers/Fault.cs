namespace Ptm.Engine.Providers;

/// <summary>The one shape in which providers and cassettes report what went wrong.</summary>
internal static class Fault
{
    public static PtmException Of(string code, string message, SourceLocation? location = null, Exception? inner = null) =>
        new(new Diagnostic(code, DiagnosticSeverity.Error, message, location), inner);
}
