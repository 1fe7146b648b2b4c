using System.Text;
using Ptm.Engine.Reporting.Csv;

namespace Ptm.Engine.Reporting.Streams;

/// <summary>A table, row by row. Its columns for metrics and KPIs are those of the plan's prompts.</summary>
internal sealed class CsvBody(Stream stream, CsvTable table) : IReportBody, IDisposable
{
    readonly StreamWriter _writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024, leaveOpen: true);

    public void Begin(RunResult run) => _writer.Write(table.Head());

    public void Add(CaseResult result) => _writer.Write(table.Row(result));

    public Task EndAsync(RunResult run, CancellationToken cancellationToken) => _writer.FlushAsync(cancellationToken);

    public void Dispose() => _writer.Dispose();
}
