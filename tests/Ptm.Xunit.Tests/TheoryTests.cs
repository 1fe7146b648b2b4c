using System.Diagnostics;
using Ptm.Xunit.Tests.Program;

namespace Ptm.Xunit.Tests;

/// <summary>What a person sees of a theory, in a real test program.</summary>
public sealed class TheoryTests : IClassFixture<SharedProgram>
{
    const string FourEnds = """
        id: greeting
        team: support
        tags: [smoke]
        provider_profiles: [echo]
        prompt_text: "Hello {{ name }}"
        tests:
          - description: greets by name
            vars: { name: Ada }
            tags: [names]
            assert: [{ type: contains, value: Ada }]
          - description: greets wrongly
            vars: { name: Bob }
            assert: [{ type: contains, value: Carl }, { type: starts-with, value: Hello }]
          - description: checks nothing
            vars: { name: Bob }
          - description: cannot be decided
            vars: { name: Bob }
            assert: [{ type: javascript, value: "undefined" }]
        """;

    readonly SharedProgram _shared;

    public TheoryTests(SharedProgram shared)
    {
        _shared = shared;
        shared.Clear();
    }

    [Fact]
    public async Task Every_case_is_a_test_with_its_name_place_and_traits()
    {
        string file = _shared.Folder.Write("prompts/greeting.yaml", FourEnds);
        TestProgram program = _shared.Program;

        IReadOnlyList<TestNode> listed = await program.ListAsync("One_prompt");

        Assert.Equal(["greeting \"greets by name\"", "greeting \"greets wrongly\"", "greeting \"checks nothing\"", "greeting \"cannot be decided\""], listed.Select(test => test.Name));
        Assert.Equal([7, 11, 14, 16], listed.Select(test => test.Line));
        Assert.All(listed, test => Assert.Equal(file, test.File));
        Assert.Equal(["prompt=greeting", "provider=echo", "slug=greets-wrongly", "tag=smoke", "team=support"], listed[1].Traits);
        Assert.Contains(await program.RunAsync([listed[0]]), test => test.State == "passed" && test.Output.Contains("echo: score 100, cost 0 USD, latency", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_a_case_that_passed_is_green_and_each_other_end_says_why()
    {
        string file = _shared.Folder.Write("prompts/greeting.yaml", FourEnds);
        TestProgram program = _shared.Program;

        IReadOnlyList<TestNode> ended = await program.RunAsync("One_prompt");

        Assert.Equal(["passed", "failed", "failed", "error"], ended.Select(test => test.State));
        Assert.StartsWith("greeting \"greets wrongly\" failed\n", ended[1].Message, StringComparison.Ordinal);
        Assert.Contains("contains: expected to contain \"Carl\", found \"Hello Bob\" (prompts/greeting.yaml:13)", ended[1].Message, StringComparison.Ordinal);
        Assert.EndsWith("at       prompts/greeting.yaml:11", ended[1].Message, StringComparison.Ordinal);
        Assert.Equal($"   at greeting \"greets wrongly\" in {file}:line 11", ended[1].StackTrace);
        Assert.StartsWith("greeting \"checks nothing\" failed: nothing was checked\n", ended[2].Message, StringComparison.Ordinal);
        Assert.Contains("PTM4004", ended[3].Message, StringComparison.Ordinal);
        Assert.All(ended, test => Assert.Contains("the body ran", test.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_body_takes_the_case_or_the_result()
    {
        _shared.Folder.Write("prompts/greeting.yaml", FourEnds);
        TestProgram program = _shared.Program;

        Assert.Contains("greeting greets by name echo Ada 7", (await program.RunAsync("Takes_the_case"))[0].Output, StringComparison.Ordinal);
        Assert.Contains("Failed: Hello Bob", (await program.RunAsync("Takes_the_result"))[1].Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bodys_own_failure_is_reported_before_the_verdict()
    {
        _shared.Folder.Write("prompts/greeting.yaml", FourEnds);
        TestProgram program = _shared.Program;

        IReadOnlyList<TestNode> ended = await program.RunAsync("Body_fails");

        Assert.Equal("the body's own failure", ended[0].Message);
        Assert.Matches("(?s)the body of Body_fails failed.*the body's own failure.*greeting \"greets wrongly\" failed", ended[1].Message);
        Assert.All(ended, test => Assert.Equal("failed", test.State));
    }

    [Fact]
    public async Task Without_the_verdict_the_body_decides()
    {
        _shared.Folder.Write("prompts/greeting.yaml", FourEnds);
        TestProgram program = _shared.Program;

        Assert.Equal(["passed", "passed", "passed", "failed"], (await program.RunAsync("Body_decides")).Select(test => test.State));
    }

    [Theory]
    [InlineData("Skipped", "under repair")]
    [InlineData("Skipped_on_a_condition", "only where it can")]
    [InlineData("Body_skips", "not today")]
    public async Task A_skip_skips_each_case(string method, string reason)
    {
        _shared.Folder.Write("prompts/greeting.yaml", FourEnds);
        TestProgram program = _shared.Program;

        IReadOnlyList<TestNode> ended = await program.RunAsync(method);

        Assert.Equal(4, ended.Count);
        Assert.All(ended, test => Assert.Equal(("skipped", reason), (test.State, test.Message)));
    }

    [Fact]
    public async Task An_explicit_theory_and_one_with_a_display_name_and_one_in_sequence_run_when_asked_for()
    {
        _shared.Folder.Write("prompts/greeting.yaml", FourEnds);
        TestProgram program = _shared.Program;

        Assert.Equal("Greets: greeting \"greets by name\"", (await program.ListAsync("Named"))[0].Name);
        Assert.Equal(["passed", "failed", "failed", "error"], (await program.RunAsync("One_after_another")).Select(test => test.State));
        Assert.All(await program.RunAsync("Explicit"), test => Assert.NotEqual("passed", test.State));
    }

    [Fact]
    public async Task A_case_that_hangs_ends_at_its_time_limit_and_is_told_so()
    {
        _shared.Folder.Write("prompts/greeting.yaml", FourEnds.Replace("[echo]", "[hang]", StringComparison.Ordinal).Replace("Hello {{ name }}", _shared.Folder.Path, StringComparison.Ordinal));
        TestProgram program = _shared.Program;

        IReadOnlyList<TestNode> ended = await program.RunAsync("In_time");

        Assert.Equal(4, ended.Count);
        Assert.All(ended, test => Assert.Contains("did not finish within 200 ms", test.Message, StringComparison.Ordinal));
        Assert.All(ended, test => Assert.Equal("timed-out", test.State));
    }

    [Fact]
    public async Task Fixtures_come_once_before_all_cases_and_go_once_after_them_and_each_case_has_an_object_of_its_own()
    {
        _shared.Folder.Write("prompts/greeting.yaml", FourEnds);
        string log = _shared.Folder.Combine("fixtures.log");
        await using (TestProgram program = new(_shared.Folder.Path, ("FIXTURE_LOG", log)))
        {
            Assert.Equal(["passed", "failed", "failed", "error"], (await program.RunAsync("With_fixtures")).Select(test => test.State));
        }

        string[] lines = await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
        Assert.Equal(["AssemblyResource comes", "CollectionResource comes", "ClassResource comes"], lines[..3]);
        Assert.Equal([.. Enumerable.Repeat("CaseResource comes", 4), .. Enumerable.Repeat("CaseResource goes", 4), .. Enumerable.Repeat("ClassResource is used", 4)], lines[3..^3].Order(StringComparer.Ordinal));
        Assert.Equal(["ClassResource goes", "CollectionResource goes", "AssemblyResource goes"], lines[^3..]);
    }

    [Fact]
    public async Task Filters_find_cases_by_their_traits_and_names_and_one_that_finds_none_is_no_success()
    {
        _shared.Folder.Write("prompts/greeting.yaml", FourEnds.Replace("- description: checks nothing", "- description: \"Rude? Never!\"\n    assert: [{ type: assert-set, assert: [{ type: contains, value: Bob, metric: tone }] }]", StringComparison.Ordinal));
        string[][] filters =
        [
            ["--filter-trait", "slug=rude-never", "--filter-method", "*.One_prompt"],
            ["--filter-trait", "metric=to*", "--filter-method", "*.One_prompt"],
            ["--filter", "tag=smoke&slug=rude-never&team=support&prompt=greeting&provider=echo&FullyQualifiedName~One_prompt"],
            ["--filter-query", "/*/*/*/One_prompt/[slug=rude-never]"],
            ["--filter-display-name", "*Rude? Never!*", "--filter-method", "*.One_prompt"],
        ];

        foreach (string[] filter in filters)
        {
            (int exitCode, string output) = await RunAsync(filter);
            Assert.True(exitCode == 0 && output.Contains("total: 1", StringComparison.Ordinal), $"{string.Join(' ', filter)}: {output}");
        }

        Assert.Equal(8, (await RunAsync(["--filter-trait", "slug=nobody"])).ExitCode);
    }

    [Theory]
    [InlineData("Takes_too_much", "takes nothing, a PtmCase or a CaseResult; Takes_too_much takes (String, Int32).")]
    [InlineData("Generic", "Generic is generic.")]
    public async Task A_method_of_another_shape_is_one_failing_test_that_says_what_is_allowed(string method, string message)
    {
        _shared.Folder.Write("prompts/greeting.yaml", FourEnds);
        TestProgram program = _shared.Program;

        TestNode ended = Assert.Single(await program.RunAsync(method));

        Assert.Equal("error", ended.State);
        Assert.EndsWith(message, ended.Message, StringComparison.Ordinal);
    }

    async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = TestProgram.StartInfo(_shared.Folder.Path);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
