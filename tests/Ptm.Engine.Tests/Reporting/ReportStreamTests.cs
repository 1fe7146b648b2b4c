using Ptm.Engine.Reporting;
using Ptm.Engine.Reporting.Streams;

namespace Ptm.Engine.Tests.Reporting;

public sealed class ReportStreamTests : IDisposable
{
    readonly TempFolder _folder = new();

    public static TheoryData<string> Runs => ["support", "hostile", "large"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_file_that_is_written_case_by_case_is_that_of_the_whole_run(string name)
    {
        RunResult run = name switch { "support" => SampleRuns.Support, "hostile" => SampleRuns.Hostile, _ => SampleRuns.Large(9_000) };

        // Columns are those of the prompts, which here are made from the results.
        EvalPlan plan = new([.. run.Results.Select(result => new PlannedCase(
            new()
            {
                Id = result.PromptId,
                AdditionalMetrics = [.. result.Metrics.Select(metric => new MetricDefinition { Name = metric.Name, Criteria = "c" })],
                AdditionalKpis = [.. result.Kpis.Select(kpi => new KpiDefinition { Name = kpi.Name, Expression = "1" })],
            },
            new() { Id = result.Id },
            result.Provider))]);
        foreach (string extension in new[] { "json", "csv", "md", "html", "xml", "sarif" })
        {
            string whole = _folder.Combine("whole." + extension);
            string streamed = _folder.Combine("streamed." + extension);
            await ReportFile.WriteAsync(run, ReportFile.FormatOf(whole)!.Value, whole, _folder.Path, TestContext.Current.CancellationToken);
            using ReportStream stream = ReportStream.For(streamed, plan, _folder.Path);
            stream.Begin(run with { State = RunState.Running, Summary = new(), Results = [], EndedAt = null });
            foreach (CaseResult result in run.Results)
            {
                stream.Add(result);
            }

            Assert.False(File.Exists(streamed));
            await stream.CompleteAsync(run with { Results = [] }, TestContext.Current.CancellationToken);

            byte[] expected = await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken);
            byte[] written = await File.ReadAllBytesAsync(streamed, TestContext.Current.CancellationToken);
            Assert.True(expected.AsSpan().SequenceEqual(written), extension);
        }

        Assert.Equal(12, Directory.EnumerateFileSystemEntries(_folder.Path).Count());
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_named_at_the_end_and_keeps_no_other_from_its_place()
    {
        string blocked = _folder.Write("file", "") + "/run.json";
        string good = _folder.Combine("run.csv");
        using ReportStreams streams = ReportStreams.For([blocked, good], new([]), _folder.Path);

        streams.Begin(SampleRuns.Support);
        foreach (CaseResult result in SampleRuns.Support.Results)
        {
            streams.Add(result);
        }

        IReadOnlyList<Diagnostic> faults = await streams.CompleteAsync(SampleRuns.Support);

        Diagnostic fault = Assert.Single(faults);
        Assert.Equal((DiagnosticCodes.FileNotFound, Path.GetFullPath(blocked)), (fault.Code, fault.Location!.File));
        Assert.True(File.Exists(good));
    }

    [Fact]
    public void A_file_that_is_not_completed_leaves_nothing_behind_and_what_was_there()
    {
        string file = _folder.Write("run.json", "before");
        using (ReportStream stream = ReportStream.For(file, new([]), _folder.Path))
        {
            stream.Begin(SampleRuns.Support);
            stream.Add(SampleRuns.Support.Results[0]);
        }

        Assert.Equal("before", File.ReadAllText(file));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }
}
