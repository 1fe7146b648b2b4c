namespace Ptm.Engine.Reporting;

/// <summary>Writes reports of a run.</summary>
public static class RunReport
{
    /// <summary>The report of a run.</summary>
    public static string Write(RunResult run, ReportFormat format) => throw new InvalidOperationException();
}
