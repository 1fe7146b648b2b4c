namespace Ptm.Server.Http;

/// <summary>Errors that the HTTP layer itself finds.</summary>
internal static class Refusal
{
    public static PtmException Of(int status, string code, string message, Exception? inner = null) =>
        new(new Diagnostic(code, DiagnosticSeverity.Error, message), inner) { Status = status };
}
