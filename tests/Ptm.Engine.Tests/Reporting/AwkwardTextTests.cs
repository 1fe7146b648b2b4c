using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using Ptm.Engine.Reporting;

namespace Ptm.Engine.Tests.Reporting;

/// <summary>Characters that break files: every report is read by the parser of its format, and what a person can see is still there.</summary>
public sealed class AwkwardTextTests
{
    const string Family = "👩‍👩‍👧‍👦";
    const string Marks = "mark\u200Fs \u202Eover\u202C";

    const string Awkward = "nul\0 esc\u001b[31m c1\u0085\u009f lone\uD83D low\uDE00 not\uFFFE\uFFFF\uD83F\uDFFE end]]> <![CDATA[ &amp; \u2028 tab\t cr\r\nlf " + Marks + Family;

    public static TheoryData<ReportFormat> Formats => [.. Enum.GetValues<ReportFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_report_is_well_formed(ReportFormat format)
    {
        using MemoryStream stream = new();
        await RunReport.WriteAsync(Run, format, stream, cancellationToken: TestContext.Current.CancellationToken);
        string text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(stream.ToArray());

        switch (format)
        {
            case ReportFormat.JUnit:
                using (XmlReader reader = XmlReader.Create(new StringReader(text), new() { CheckCharacters = true }))
                {
                    XElement root = XDocument.Load(reader).Root!;
                    Assert.Contains(Family, root.Descendants("testcase").First().Attribute("name")!.Value, StringComparison.Ordinal);
                    Assert.Contains("]]> <![CDATA[ &amp;", root.Descendants("failure").First().Value, StringComparison.Ordinal);
                    Assert.Contains("lone\\uD83D low\\uDE00 not\\uFFFE\\uFFFF", root.Descendants("failure").First().Value, StringComparison.Ordinal);
                }

                break;
            case ReportFormat.Sarif:
                string message = JsonElement.Parse(text).GetProperty("runs")[0].GetProperty("results")[0].GetProperty("message").GetProperty("text").GetString()!;
                Assert.Contains("nul\\u0000 esc\\u001B[31m", message, StringComparison.Ordinal);
                Assert.Contains(Family, message, StringComparison.Ordinal);
                AssertPlain(message, "\n");
                break;
            case ReportFormat.Json:
                Assert.Contains("end]]> <![CDATA[ &amp; \u2028 tab\t cr\r\nlf " + Marks + Family, JsonElement.Parse(text).GetProperty("results")[0].GetProperty("output").GetString()!, StringComparison.Ordinal);
                break;
            case ReportFormat.Html:
                Assert.Empty((await new HtmlParser().ParseDocumentAsync(text, TestContext.Current.CancellationToken)).QuerySelectorAll("img, iframe"));
                AssertPlain(text, "\n\t");
                break;
            case ReportFormat.Csv:
                IReadOnlyList<string[]> rows = Csv.Read(text);
                Assert.Contains(rows[1], cell => cell.Contains(Family, StringComparison.Ordinal));
                AssertPlain(text, "\n\r\t\uFEFF");
                break;
            default:
                Assert.Contains(Family, text, StringComparison.Ordinal);
                AssertPlain(text, "\n\t");
                break;
        }
    }

    // Cut at every length: no name ends within a pair or a cluster.
    [Fact]
    public void Nothing_is_cut_inside_of_a_pair()
    {
        for (int length = 0; length < 20; length++)
        {
            CaseResult result = Case(new string('x', 380 + length) + Family + Family + new string('y', 2_000));
            foreach (ReportFormat format in Enum.GetValues<ReportFormat>())
            {
                string report = RunReport.Write(SampleRuns.Run(null, [result]), format);
                Assert.True(IsWhole(report), $"{format} {length}");
            }
        }
    }

    static RunResult Run => SampleRuns.Run(Awkward, [Case(Awkward), Case(Awkward) with { Outcome = CaseOutcome.Error, Score = null, Error = new("PTM4001", Awkward) }]);

    static CaseResult Case(string text) => new()
    {
        Id = Family + text,
        Description = Family + text,
        PromptId = text,
        PromptLabel = text,
        Provider = text,
        Outcome = CaseOutcome.Failed,
        Score = 0,
        Promptfoo = new(Pass: false, 0),
        Prompt = new() { Text = text },
        Output = new() { Text = text, Model = text, FinishReason = text, ToolCalls = [new(text, JsonElement.Parse("{}"))], Steps = [new(text)] },
        Assertions = [new() { Type = text, Outcome = CaseOutcome.Failed, Score = 0, Reason = Family + text, Metric = text, Location = new("/shop/" + text, 3) }],
        Metrics = [new() { Name = text, Outcome = CaseOutcome.Failed, Score = 0, Threshold = 0.5, Reason = text, Judge = text }],
        Kpis = [new() { Name = text, Outcome = CaseOutcome.Failed, Score = 0, Reason = text }],
        Location = new("/shop/" + text, 2),
    };

    static void AssertPlain(string text, string allowed) => Assert.DoesNotContain(text, letter => (char.IsControl(letter) && !allowed.Contains(letter, StringComparison.Ordinal)) || letter is '\uFFFE' or '\uFFFF');

    static bool IsWhole(string text)
    {
        try
        {
            _ = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
