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
    }

    /// <summary>What is wrong, at least one finding.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    static string Describe(IReadOnlyList<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return diagnostics.Count == 0
            ? throw new ArgumentException("At least one diagnostic is needed.", nameof(diagnostics))
            : string.Join(Environment.NewLine, diagnostics);
    }
}
