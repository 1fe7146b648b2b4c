namespace Ptm;

/// <summary>Something that a file asks for and that this version cannot do.</summary>
/// <param name="Name">The key or type as written, such as <c>additional_metrics</c>.</param>
/// <param name="Location">Where it is written.</param>
public sealed record UnsupportedFeature(string Name, SourceLocation? Location)
{
    /// <summary>What is wrong, for what is no missing feature but a slip that would cost the case its checks; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <summary>The code of <see cref="Problem"/>.</summary>
    internal string ProblemCode { get; init; } = DiagnosticCodes.HiddenChecks;
}
