using Ptm.Engine.Running;

namespace Ptm.Engine.Reporting.Streams;

/// <summary>A report whose beginning is only known at the end: the results it shows are kept until then.</summary>
internal sealed class KeptBody(Stream stream, ReportFormat format, string? folder, Func<CaseResult, bool> shows) : IReportBody
{
    readonly KeptResults _kept = new();

    public void Begin(RunResult run) => _kept.Begin(run);

    public void Add(CaseResult result)
    {
        if (shows(result))
        {
            _kept.Add(result);
        }
    }

    public Task EndAsync(RunResult run, CancellationToken cancellationToken) =>
        RunReport.WriteAsync(run with { Results = _kept.Results }, format, stream, folder, cancellationToken);
}
