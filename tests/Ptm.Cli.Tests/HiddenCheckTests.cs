using System.Text.Json;

namespace Ptm.Cli.Tests;

/// <summary>A check that would be lost in silence is the worst a test tool can do.</summary>
public sealed class HiddenCheckTests
{
    const string Prompt = "prompt_text: '{{ animal }}'\nprovider_profiles: [echo]\n";
    const string Config = "prompts: ['{{ animal }}']\nproviders: [echo]\n";

    [Theory]
    [InlineData("tests: [{vars: {animal: dog, assert: [{type: equals, value: dog}]}}]", 4, 30)]
    [InlineData("tests: [{vars: {animal: dog}, asserts: [{type: equals, value: dog}]}]", 4, 31)]
    [InlineData("assert: [{type: equals, value: dog}]\ntests: [{vars: {animal: dog}}]", 4, 1)]
    public async Task A_misplaced_assert_is_an_error_at_its_place_in_both_kinds_of_file(string text, int line, int column)
    {
        using Workspace own = new();
        own.Write("ptm.yaml", "");
        own.Write("prompts/p.yaml", "id: p\n" + Prompt + text);
        using Workspace promptfoo = Workspace.WithPromptfoo("description: d\n" + Config + text);

        PtmOutput ours = await own.RunAsync("eval");
        PtmOutput theirs = await promptfoo.RunAsync("eval");

        Assert.Equal((2, 2), (ours.ExitCode, theirs.ExitCode));
        Assert.Contains($"prompts/p.yaml({line},{column}): error PTM3005: ", ours.Out, StringComparison.Ordinal);
        Assert.Contains($"promptfooconfig.yaml({line},{column}): error PTM3005: ", theirs.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_with_only_a_description_is_unchecked_in_both_kinds_of_file()
    {
        using Workspace own = Workspace.WithTests("tests: [{description: nothing else}]");
        using Workspace promptfoo = Workspace.WithPromptfoo(Config + "tests: [{description: nothing else}]");

        (PtmOutput ours, JsonElement run) = await own.EvaluateAsync();
        (PtmOutput theirs, JsonElement theirRun) = await promptfoo.EvaluateAsync();

        Assert.Equal((4, 4), (ours.ExitCode, theirs.ExitCode));
        foreach (JsonElement result in new[] { run.Results()[0], theirRun.Results()[0] })
        {
            Assert.Equal("unchecked", result.Text("outcome"));
            Assert.Equal("""{"pass":true,"score":1}""", JsonSerializer.Serialize(result.GetProperty("promptfoo")));
        }
    }

    [Theory]
    [InlineData("exec:./nope")]
    [InlineData("file://nope.py")]
    [InlineData("python:nope.py")]
    [InlineData("nope")]
    public async Task A_provider_that_is_not_there_under_a_lone_not_contains_is_an_error_in_both_kinds_of_file(string provider)
    {
        const string Tests = "tests: [{vars: {animal: dog}, assert: [{type: not-contains, value: cat}]}]\n";
        using Workspace own = new();
        own.Write("ptm.yaml", "");
        own.Write("prompts/p.yaml", $"id: p\nprompt_text: '{{{{ animal }}}}'\nprovider_profiles: ['{provider}']\n{Tests}");
        using Workspace promptfoo = Workspace.WithPromptfoo($"prompts: ['{{{{ animal }}}}']\nproviders: ['{provider}']\n{Tests}");

        (PtmOutput ours, JsonElement run) = await own.EvaluateAsync();
        (PtmOutput theirs, JsonElement theirRun) = await promptfoo.EvaluateAsync();

        Assert.Equal((3, 3), (ours.ExitCode, theirs.ExitCode));
        Assert.Equal(["error"], run.Outcomes());
        Assert.Equal(["error"], theirRun.Outcomes());
        Assert.Contains(provider.Split(':')[0], ours.Out, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, run.Results()[0].GetProperty("score").ValueKind);
    }

    [Theory]
    [InlineData("promt_text: x", "Did you mean 'prompt_text'?")]
    [InlineData("provider_profile: [echo]", "Did you mean 'provider_profiles'?")]
    [InlineData("test: []", "Did you mean 'tests'?")]
    public async Task An_unknown_key_in_a_file_of_ours_is_an_error_that_names_the_nearest(string line, string hint)
    {
        using Workspace workspace = Workspace.WithTests($"tests: [{{vars: {{text: a}}, assert: [{{type: equals, value: a}}]}}]\n{line}\n");

        PtmOutput output = await workspace.RunAsync("eval");

        Assert.Equal(2, output.ExitCode);
        Assert.Contains("prompts/p.yaml(5,1): error PTM300", output.Out, StringComparison.Ordinal);
        Assert.Contains(hint, output.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("additional_metrics: [{name: tone}]\ntests: [{vars: {text: a}, assert: [{type: equals, value: a}]}]", "additional_metrics")]
    [InlineData("additional_kpis: [{name: tone}]\ntests: [{vars: {text: a}, assert: [{type: equals, value: a}]}]", "additional_kpis")]
    [InlineData("tests: [{vars: {text: a}, assert: [{type: equals, value: a}, {type: llm-rubric, value: polite}]}]", "llm-rubric")]
    [InlineData("tests: [{vars: {text: a}, assert: [{type: equals, value: a}, {type: not-python, value: 'False'}]}]", "python")]
    [InlineData("tests: [{vars: {text: a}, options: {storeOutputAs: x}, assert: [{type: equals, value: a}]}]", "storeOutputAs")]
    public async Task What_is_known_and_does_not_run_yet_makes_the_case_an_error_that_says_so(string tests, string named)
    {
        using Workspace workspace = Workspace.WithTests(tests);

        (PtmOutput output, JsonElement run) = await workspace.EvaluateAsync();

        Assert.Equal(3, output.ExitCode);
        JsonElement result = Assert.Single(run.Results());
        Assert.Equal(("error", "PTM4006"), (result.Text("outcome"), result.GetProperty("error").Text("code")));
        Assert.Contains("not supported yet", result.GetProperty("error").Text("message"), StringComparison.Ordinal);
        Assert.Contains(named, result.GetProperty("error").Text("message"), StringComparison.Ordinal);
    }
}
