using Ptm.Engine.Reporting;

namespace Ptm.Engine.Tests.Reporting;

public sealed class RunFileTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_written_is_read_again_and_makes_the_same_page()
    {
        string file = _folder.Combine("run.json");
        await ReportFile.WriteAsync(SampleRuns.Support, ReportFormat.Json, file, cancellationToken: TestContext.Current.CancellationToken);

        RunResult run = await RunFile.ReadAsync(file, TestContext.Current.CancellationToken);

        Assert.Equal(RunReport.Write(SampleRuns.Support, ReportFormat.Json), RunReport.Write(run, ReportFormat.Json));
        Assert.Equal(RunReport.Write(SampleRuns.Support, ReportFormat.Csv), RunReport.Write(run, ReportFormat.Csv));
    }

    [Theory]
    [InlineData("{}", DiagnosticCodes.InvalidValue, "it names no schema")]
    [InlineData("[1]", DiagnosticCodes.InvalidValue, "it names no schema")]
    [InlineData("""{"schema": "other/2", "results": 3}""", DiagnosticCodes.InvalidValue, "its schema is 'other/2', and ptm.run/1 is expected")]
    [InlineData("""{"schema": "ptm.run/1", "run_key": "a"}""", DiagnosticCodes.InvalidValue, "'state' is missing")]
    [InlineData("""{"schema": "ptm.run/1", "run_key": "a", "state": "completed", "results": [{"id": 3}]}""", DiagnosticCodes.InvalidValue, "$.results[0].id")]
    [InlineData("""{"schema": "ptm.run/1", "run_key": "a", "state": "completed", "results": [null]}""", DiagnosticCodes.InvalidValue, "$.results[0]")]
    [InlineData("""{"schema": "ptm.run/1", "run_key": "\ud800", "state": "completed"}""", DiagnosticCodes.InvalidValue, "$.run_key")]
    [InlineData("""{"schema": "ptm.run/1", "run_key": """, DiagnosticCodes.InvalidSyntax, "end of the JSON")]
    [InlineData("", DiagnosticCodes.InvalidSyntax, "")]
    public async Task A_file_that_is_no_run_is_refused_with_the_place(string content, string code, string message)
    {
        string file = _folder.Write("run.json", content);

        PtmException e = await Assert.ThrowsAsync<PtmException>(() => RunFile.ReadAsync(file, TestContext.Current.CancellationToken));

        Diagnostic finding = Assert.Single(e.Diagnostics);
        Assert.Equal((code, file), (finding.Code, finding.Location!.File));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_one_that_cannot_be_written_are_named()
    {
        PtmException missing = await Assert.ThrowsAsync<PtmException>(() => RunFile.ReadAsync(_folder.Combine("none.json"), TestContext.Current.CancellationToken));
        PtmException blocked = await Assert.ThrowsAsync<PtmException>(() => ReportFile.WriteAsync(SampleRuns.Support, ReportFormat.Html, _folder.Write("file", "") + "/report.html", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(DiagnosticCodes.FileNotFound, missing.Diagnostics[0].Code);
        Assert.Equal(DiagnosticCodes.FileNotFound, blocked.Diagnostics[0].Code);
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("a.html", ReportFormat.Html)]
    [InlineData("a.HTM", ReportFormat.Html)]
    [InlineData("a.b.json", ReportFormat.Json)]
    [InlineData("a.md", ReportFormat.Markdown)]
    [InlineData("a.csv", ReportFormat.Csv)]
    [InlineData("html", null)]
    [InlineData("a.pdf", null)]
    public void The_extension_tells_the_format(string path, ReportFormat? format) => Assert.Equal(format, ReportFile.FormatOf(path));
}
