using System.Text;
using System.Text.RegularExpressions;
using Ptm.Engine.Reporting;
using Snapshooter;
using Snapshooter.Xunit3;

namespace Ptm.Engine.Tests.Reporting;

public sealed partial class RunReportTests
{
    static readonly RunResult s_short = SampleRuns.Hostile with { Results = [.. SampleRuns.Hostile.Results.Take(5)] };

    [Theory]
    [InlineData(ReportFormat.Html)]
    [InlineData(ReportFormat.Markdown)]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.Sarif)]
    [InlineData(ReportFormat.JUnit)]
    public void A_hostile_run_is_text_in_every_format(ReportFormat format) =>
        Snapshot.Match(Readable(RunReport.Write(s_short, format)), SnapshotNameExtension.Create(format.ToString()));

    [Theory]
    [InlineData(ReportFormat.Markdown)]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.Sarif)]
    [InlineData(ReportFormat.JUnit)]
    public void A_run_of_two_prompts_and_two_providers(ReportFormat format) =>
        Snapshot.Match(Readable(RunReport.Write(SampleRuns.Support, format)), SnapshotNameExtension.Create(format.ToString()));

    [Theory]
    [InlineData(ReportFormat.Html)]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Markdown)]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.Sarif)]
    [InlineData(ReportFormat.JUnit)]
    public async Task A_stream_gets_what_a_text_has(ReportFormat format)
    {
        using MemoryStream stream = new();

        await RunReport.WriteAsync(SampleRuns.Support, format, stream, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(RunReport.Write(SampleRuns.Support, format), Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData(ReportFormat.Html)]
    [InlineData(ReportFormat.Markdown)]
    public void A_run_that_was_ended_early_is_counted_against_all_its_cases(ReportFormat format)
    {
        RunResult run = SampleRuns.Support with { State = RunState.Cancelled, CaseCount = 4_321 };

        Assert.Contains($"{run.Summary.Passed} of 4,321 cases passed", RunReport.Write(run, format), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_of_a_large_run_fits_a_comment_and_says_what_is_left_out()
    {
        string report = RunReport.Write(SampleRuns.Large(2_000), ReportFormat.Markdown);

        Assert.InRange(Encoding.UTF8.GetByteCount(report), 50_000, 60_000);
        Assert.Matches(@"…and [\d,]+ cases more that did not pass\.", report);
        Assert.Matches(@"…and [\d,]+ cases more\.", report);
        Assert.Equal(Count(report, "<details>"), Count(report, "</details>"));
    }

    [Fact]
    public void Every_text_of_markdown_is_code()
    {
        string report = RunReport.Write(SampleRuns.Hostile, ReportFormat.Markdown);

        string outside = Spans().Replace(Html().Replace(Fences().Replace(report, ""), ""), "");

        Assert.DoesNotContain("@", outside, StringComparison.Ordinal);
        Assert.DoesNotContain("](", outside, StringComparison.Ordinal);
        Assert.DoesNotContain("script", outside, StringComparison.Ordinal);
        Assert.Equal(Count(outside, "<details>"), Count(outside, "</details>"));

        // A row has as many cells as its table's head, whatever stands in them.
        int cells = 0;
        foreach (string line in report.Split('\n'))
        {
            int found = line.StartsWith("| ", StringComparison.Ordinal) || line.StartsWith("|--", StringComparison.Ordinal) ? line.Count(letter => letter == '|') : 0;
            Assert.True(cells == 0 || found == 0 || found == cells, line);
            cells = found;
        }

        Assert.Contains("named metric", report, StringComparison.Ordinal);
    }

    [Fact]
    public void No_cell_of_a_csv_is_a_formula_and_every_row_has_as_many_cells()
    {
        IReadOnlyList<string[]> rows = Csv.Read(RunReport.Write(SampleRuns.Hostile, ReportFormat.Csv));

        Assert.Equal(SampleRuns.Hostile.Results.Count + 1, rows.Count);
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        Assert.All(rows.SelectMany(row => row), cell => Assert.False(cell.TrimStart() is ['=' or '+' or '-' or '@', ..], cell));
        Assert.All(rows.SelectMany(row => row), cell => Assert.True(cell.Length < 32_767));
        Assert.Equal("'-2+3 \u202Eprovider", rows[3][Array.IndexOf(rows[0], "provider")]);
        Assert.Equal("0.1", rows[1][Array.IndexOf(rows[0], "cost_usd")]);
    }

    [Fact]
    public void A_csv_begins_with_a_byte_order_mark_so_that_a_spreadsheet_reads_its_letters() =>
        Assert.StartsWith("\uFEFFcase,", RunReport.Write(SampleRuns.Support, ReportFormat.Csv), StringComparison.Ordinal);

    [Fact]
    public async Task Ten_thousand_cases_are_written_a_case_at_a_time()
    {
        RunResult run = SampleRuns.Large(10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        await RunReport.WriteAsync(run, ReportFormat.Html, Stream.Null, cancellationToken: TestContext.Current.CancellationToken);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 600_000_000);
    }

    [Fact]
    public void Places_are_relative_to_the_folder_that_the_files_share_or_to_the_one_that_is_given()
    {
        Assert.Contains(",prompts/triage.yaml:48,", RunReport.Write(SampleRuns.Support, ReportFormat.Csv).Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Contains(",triage.yaml:48,", RunReport.Write(SampleRuns.Support, ReportFormat.Csv, Path.GetFullPath("/shop/prompts")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_run_has_a_report_in_every_format()
    {
        RunResult run = SampleRuns.Run(null, []);

        Assert.All(Enum.GetValues<ReportFormat>(), format => Assert.NotEmpty(RunReport.Write(run, format)));
    }

    static int Count(string text, string part) => text.Split(part).Length - 1;

    // What an editor would not show or would change is spelled out, and the parts of the page that have a file of their own are left out.
    static string Readable(string report) => Unseen().Replace(Version().Replace(
        (report.StartsWith("<!doctype", StringComparison.Ordinal) ? Parts().Replace(Hashes().Replace(report, "'sha256-…'"), "${start}…${end}") : report).Replace("\r\n", "\\r\\n\n", StringComparison.Ordinal), "${name}: \"…\""),
        match => $"\\u{(int)match.Value[0]:X4}");

    [GeneratedRegex("(?<name>\"(?:version|semanticVersion)\"): \"(?!2\\.1\\.0)[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();

    [GeneratedRegex("'sha256-[^']+'", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hashes();

    [GeneratedRegex("(?<start><style>|<script>)\n?[^<]*(?:<(?!/style>|/script>)[^<]*)*(?<end></style>|</script>)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();

    [GeneratedRegex(@"[\p{Cs}\p{Cf}\u2028\u2029\uFFFD\0-\x08\x0B-\x1F\x7F]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unseen();

    [GeneratedRegex("^(?<fence>`{3,})text\n.*?\n\\k<fence>$", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fences();

    [GeneratedRegex("<code>.*?</code>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Html();

    [GeneratedRegex("(?<!`)(?<fence>`+)(?!`).*?(?<!`)\\k<fence>(?!`)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spans();
}
