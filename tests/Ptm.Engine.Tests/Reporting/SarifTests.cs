using System.Text.Json;
using Ptm.Engine.Reporting;
using Ptm.Engine.Reporting.Sarif;

namespace Ptm.Engine.Tests.Reporting;

public sealed class SarifTests
{
    static readonly string s_root = Path.GetFullPath("/shop");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_result_has_what_code_scanning_asks_for(bool isHostile)
    {
        JsonElement log = Read(isHostile ? SampleRuns.Hostile : SampleRuns.Support);

        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        Assert.True(Uri.IsWellFormedUriString(log.GetProperty("$schema").GetString(), UriKind.Absolute));
        JsonElement run = Assert.Single(log.GetProperty("runs").EnumerateArray());
        JsonElement driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal("Ptm.Testing", driver.GetProperty("name").GetString());
        JsonElement[] rules = [.. driver.GetProperty("rules").EnumerateArray()];
        Assert.All(rules, rule =>
        {
            Assert.Matches("^PTM[0-9]{4}$", rule.GetProperty("id").GetString());
            Assert.All(["shortDescription", "fullDescription", "help"], name => Assert.NotEqual(rule.GetProperty("id").GetString(), Text(rule, name)));
        });
        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray()];
        Assert.NotEmpty(results);
        Assert.All(results, result =>
        {
            Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
            Assert.Equal("error", result.GetProperty("level").GetString());
            Assert.NotEmpty(Text(result, "message"));
            JsonElement place = Assert.Single(result.GetProperty("locations").EnumerateArray()).GetProperty("physicalLocation");
            Assert.True(Uri.IsWellFormedUriString(place.GetProperty("artifactLocation").GetProperty("uri").GetString(), UriKind.RelativeOrAbsolute), place.ToString());
            JsonElement region = place.GetProperty("region");
            Assert.True(region.GetProperty("startLine").GetInt32() >= 1 && region.GetProperty("endLine").GetInt32() == region.GetProperty("startLine").GetInt32());
            Assert.True(region.GetProperty("startColumn").GetInt32() >= 1 && region.GetProperty("endColumn").GetInt32() > region.GetProperty("startColumn").GetInt32());
            Assert.Matches("^[0-9a-f]{32}$", result.GetProperty("partialFingerprints").GetProperty("ptmCase/v1").GetString());
        });
    }

    [Fact]
    public void A_result_is_at_its_line_of_a_file_below_the_root()
    {
        JsonElement run = Read(SampleRuns.Support).GetProperty("runs")[0];

        JsonElement first = run.GetProperty("results")[0];
        JsonElement place = first.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal(("promptfooconfig.yaml", "%SRCROOT%"), (place.GetProperty("artifactLocation").GetProperty("uri").GetString(), place.GetProperty("artifactLocation").GetProperty("uriBaseId").GetString()));
        Assert.Equal(new Uri(s_root + "/").AbsoluteUri, run.GetProperty("originalUriBaseIds").GetProperty("%SRCROOT%").GetProperty("uri").GetString());
        Assert.True(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        Assert.Equal(SampleRuns.Support.Results.Count(result => result.Outcome != CaseOutcome.Passed), run.GetProperty("results").GetArrayLength());
    }

    [Theory]
    [InlineData("/shop/a b/é#1%.yaml", "a%20b/%C3%A9%231%25.yaml", true)]
    [InlineData("/elsewhere/x.yaml", "file:///elsewhere/x.yaml", false)]
    [InlineData("/shopping/x.yaml", "file:///shopping/x.yaml", false)]
    [InlineData("/shop/..x/y.yaml", "..x/y.yaml", true)]
    [InlineData("C:\\team\\x.yaml", "file:///C:/team/x.yaml", false)]
    public void A_path_is_a_URI_relative_to_the_root_where_it_lies_in_it(string file, string uri, bool isRelative)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths are those of another system.");

        Assert.Equal((uri, isRelative), new ArtifactUri(s_root).Of(file));
    }

    [Fact]
    public void The_same_case_is_the_same_alert_wherever_its_line_moves()
    {
        RunResult run = SampleRuns.Support;
        RunResult moved = run with { Results = [.. run.Results.Select(result => result with { Location = result.Location! with { Line = result.Location.Line + 7 } })] };

        Assert.Equal(Fingerprints(Read(run)), Fingerprints(Read(moved)));
        Assert.Equal(Fingerprints(Read(run)).Count, Fingerprints(Read(run)).Distinct().Count());
    }

    [Fact]
    public void What_has_no_place_or_did_not_end_is_told_beside_the_results()
    {
        RunResult run = SampleRuns.Support;
        JsonElement log = Read(run with { State = RunState.Failed, Error = "the disk is full", Results = [.. run.Results.Select(result => result with { Location = null })] });

        JsonElement only = log.GetProperty("runs")[0];
        Assert.Equal(0, only.GetProperty("results").GetArrayLength());
        JsonElement invocation = only.GetProperty("invocations")[0];
        Assert.False(invocation.GetProperty("executionSuccessful").GetBoolean());
        string[] told = [.. invocation.GetProperty("toolExecutionNotifications").EnumerateArray().Select(one => Text(one, "message"))];
        Assert.Equal(run.Results.Count(result => result.Outcome != CaseOutcome.Passed) + 1, told.Length);
        Assert.Contains("The run is failed after 19 of 19 cases. the disk is full", told);
    }

    [Fact]
    public void A_file_holds_no_more_results_than_code_scanning_takes_and_counts_the_others()
    {
        CaseResult failed = SampleRuns.Support.Results.First(result => result.Outcome == CaseOutcome.Failed) with { Assertions = [] };
        JsonElement run = Read(SampleRuns.Run(null, [.. Enumerable.Repeat(failed, SarifBody.MostResults + 3)])).GetProperty("runs")[0];

        Assert.Equal(SarifBody.MostResults, run.GetProperty("results").GetArrayLength());
        Assert.Equal("3 cases more did not pass; a file has at most 25,000 results.", Text(Assert.Single(run.GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").EnumerateArray()), "message"));
    }

    [Fact]
    public void The_root_is_what_the_build_service_says_and_else_the_repository()
    {
        using TempFolder folder = new();
        string inner = Directory.CreateDirectory(folder.Combine("repo/a/b")).FullName;
        string? Variable(string name) => name == "GITHUB_WORKSPACE" ? folder.Path : null;

        Assert.Equal(inner, SourceRoot.Above(inner, _ => null));
        folder.Write("repo/.git", "gitdir: elsewhere");
        Assert.Equal(folder.Combine("repo"), SourceRoot.Above(inner, _ => null));
        Assert.Equal(folder.Path, SourceRoot.Above(inner, Variable));
        Assert.Equal(folder.Combine("repo"), SourceRoot.Above(inner, _ => folder.Combine("other")));
    }

    static JsonElement Read(RunResult run) => JsonElement.Parse(RunReport.Write(run, ReportFormat.Sarif, s_root));

    static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetProperty("text").GetString()!;

    static List<string?> Fingerprints(JsonElement log) => [.. log.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(result => result.GetProperty("partialFingerprints").GetProperty("ptmCase/v1").GetString())];
}
