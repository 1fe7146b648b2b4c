namespace Ptm.Engine.Reporting.Streams;

/// <summary>A report that is written while the run goes on: what comes before the results, each of them, and what comes after.</summary>
internal interface IReportBody : IResultSink
{
    Task EndAsync(RunResult run, CancellationToken cancellationToken);
}
