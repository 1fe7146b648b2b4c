using System.Globalization;
using System.Xml.Linq;
using Ptm.Engine.Reporting;

namespace Ptm.Engine.Tests.Reporting;

public sealed class JUnitTests
{
    [Fact]
    public void A_suite_is_a_prompt_and_its_figures_are_those_of_its_cases()
    {
        RunResult run = SampleRuns.Support;
        XElement root = Read(run);

        Assert.Equal(run.Results.Select(result => result.PromptId).Distinct(), root.Elements("testsuite").Select(suite => suite.Attribute("name")!.Value));
        foreach (XElement suite in root.Elements("testsuite"))
        {
            CaseResult[] cases = [.. run.Results.Where(result => result.PromptId == suite.Attribute("name")!.Value)];
            Assert.Equal((cases.Length, cases.Length), (Number(suite, "tests"), suite.Elements("testcase").Count()));
            Assert.Equal(cases.Count(result => result.Outcome is CaseOutcome.Failed or CaseOutcome.Unchecked), Number(suite, "failures"));
            Assert.Equal(Number(suite, "failures"), suite.Elements("testcase").Count(test => test.Element("failure") is not null));
            Assert.Equal(cases.Count(result => result.Outcome == CaseOutcome.Error), suite.Elements("testcase").Count(test => test.Element("error") is not null));
        }

        Assert.Equal(run.Results.Count, Number(root, "tests"));
        XElement failed = root.Descendants("failure").First().Parent!;
        Assert.Equal("promptfooconfig.yaml", failed.Attribute("file")!.Value);
        Assert.NotEqual(0, Number(failed, "line"));
        Assert.StartsWith("contains: expected to contain", failed.Element("failure")!.Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.Contains("\n  output   Hello Ada,", failed.Element("failure")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_a_suite_are_unique_also_of_samples_and_of_cases_with_one_description()
    {
        CaseResult one = SampleRuns.Support.Results[0];
        XElement root = Read(SampleRuns.Run(null, [one, one with { Sample = 1 }, one with { Id = "two" }, one with { Provider = "other" }]));

        Assert.Equal(4, root.Descendants("testcase").Select(test => test.Attribute("name")!.Value).Distinct().Count());
    }

    [Theory]
    [InlineData(RunState.Cancelled, "The run is cancelled after 1 of 3 cases.")]
    [InlineData(RunState.Failed, "The run is failed after 1 of 3 cases. no ]]> disk")]
    public void A_run_that_did_not_end_has_a_test_that_says_so(RunState state, string message)
    {
        CaseResult passed = SampleRuns.Support.Results.First(result => result.Outcome == CaseOutcome.Passed);
        XElement root = Read(SampleRuns.Run(null, [passed]) with { State = state, CaseCount = 3, Error = state == RunState.Failed ? "no ]]> disk" : null });

        Assert.Equal((2, 1), (Number(root, "tests"), Number(root, "errors")));
        Assert.Equal(message, Assert.Single(root.Descendants("error")).Attribute("message")!.Value);
    }

    [Fact]
    public void A_run_without_a_case_is_not_green() =>
        Assert.Equal(("No case ran.", "PTM1009"), Assert.Single(Read(SampleRuns.Run(null, [])).Descendants("error")) is { } error ? (error.Attribute("message")!.Value, error.Attribute("type")!.Value) : default);

    static XElement Read(RunResult run) => XDocument.Parse(RunReport.Write(run, ReportFormat.JUnit, Path.GetFullPath("/shop"))).Root!;

    static int Number(XElement element, string name) => int.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
