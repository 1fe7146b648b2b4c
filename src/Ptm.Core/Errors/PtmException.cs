namespace Ptm;

/// <summary>Something in the user's files, set-up or server kept work from being done. The message says what, where and what to do next.</summary>
public class PtmException : Exception
{
    /// <summary>An error with one diagnostic.</summary>
    public PtmException(Diagnostic diagnostic)
        : this([diagnostic], null)
    {
    }

    /// <summary>An error with one diagnostic, caused by another.</summary>
    public PtmException(Diagnostic diagnostic, Exception? inner)
        : this([diagnostic], inner)
    {
    }

    /// <summary>An error with several diagnostics, the first being the most telling.</summary>
    /// <exception cref="ArgumentException"><paramref name="diagnostics"/> is empty.</exception>
    public PtmException(IReadOnlyList<Diagnostic> diagnostics, Exception? inner)
        : base(Describe(diagnostics), inner)
    {
        Diagnostics = diagnostics;
        Status = StatusOf(diagnostics[0].Code);
    }

    /// <summary>The HTTP status of a server's answer, or its equal in process: 403, 404 for what does not exist, 409, 422 for what cannot be read, 501. 0 when there was no answer.</summary>
    public int Status { get; init; }

    /// <summary>The request that failed; null in process.</summary>
    public FailedRequest? Request { get; init; }

    /// <summary>What is wrong, at least one finding.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    static int StatusOf(string code) => code switch
    {
        DiagnosticCodes.NotFound => 404,
        DiagnosticCodes.ReadOnly or DiagnosticCodes.Conflict => 409,
        DiagnosticCodes.Forbidden => 403,
        DiagnosticCodes.NotImplemented => 501,
        DiagnosticCodes.UnknownKey or DiagnosticCodes.InvalidValue or DiagnosticCodes.HiddenChecks or DiagnosticCodes.NoTests
            or DiagnosticCodes.TemplateSyntax or DiagnosticCodes.ExpressionSyntax or DiagnosticCodes.LimitExceeded or DiagnosticCodes.InvalidSyntax or DiagnosticCodes.Duplicate => 422,
        _ => 0,
    };

    static string Describe(IReadOnlyList<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return diagnostics.Count == 0
            ? throw new ArgumentException("At least one diagnostic is needed.", nameof(diagnostics))
            : string.Join(Environment.NewLine, diagnostics);
    }
}
