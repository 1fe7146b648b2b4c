namespace Ptm.Engine.Grading.Metrics;

#pragma warning disable CA1064 // Never leaves the engine: the grader turns it into an error of an assertion or metric.
/// <summary>A judge that was not asked, failed, or said nothing that can be read: an error of its case, never a score.</summary>
internal sealed class JudgeException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>What a metric or check needs, and its case does not have.</summary>
    public static JudgeException InputMissing(string what) => new(DiagnosticCodes.InputMissing, $"input missing: {what}");
}
