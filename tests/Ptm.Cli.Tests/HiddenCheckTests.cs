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

        // A config's other cases run; what lost its checks is an error all the same.
        Assert.Equal((2, 3), (ours.ExitCode, theirs.ExitCode));
        Assert.Contains($"prompts/p.yaml({line},{column}): error PTM3005: ", ours.Out, StringComparison.Ordinal);
        Assert.Contains($"promptfooconfig.yaml({line},{column}): warning PTM3005: ", theirs.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_that_asks_nothing_is_unchecked_in_both_kinds_of_file()
    {
        using Workspace own = Workspace.WithTests("tests: [{description: nothing else}]");
        using Workspace promptfoo = Workspace.WithPromptfoo(Config + "tests: [{description: nothing else, vars: {}}]");

        (PtmOutput ours, JsonElement run) = await own.EvaluateAsync();
        (PtmOutput theirs, JsonElement theirRun) = await promptfoo.EvaluateAsync();

        Assert.Equal((4, 4), (ours.ExitCode, theirs.ExitCode));
        foreach (JsonElement result in new[] { run.Results()[0], theirRun.Results()[0] })
        {
            Assert.Equal("unchecked", result.Text("outcome"));
            Assert.Equal("""{"pass":true,"score":1}""", JsonSerializer.Serialize(result.GetProperty("promptfoo")));
        }
    }

    [Fact]
    public async Task A_provider_that_is_not_there_under_a_lone_not_contains_is_an_error_in_both_kinds_of_file()
    {
        const string Providers = "['exec:./nope', 'file://nope.py', 'python:nope.py', nope]";
        const string Tests = "tests: [{vars: {animal: dog}, assert: [{type: not-contains, value: cat}]}]\n";
        using Workspace own = new();
        own.Write("ptm.yaml", "");
        own.Write("prompts/p.yaml", $"id: p\nprompt_text: '{{{{ animal }}}}'\nprovider_profiles: {Providers}\n{Tests}");
        using Workspace promptfoo = Workspace.WithPromptfoo($"prompts: ['{{{{ animal }}}}']\nproviders: {Providers}\n{Tests}");

        (PtmOutput ours, JsonElement run) = await own.EvaluateAsync();
        (PtmOutput theirs, JsonElement theirRun) = await promptfoo.EvaluateAsync();

        Assert.Equal((3, 3), (ours.ExitCode, theirs.ExitCode));
        Assert.Equal(["error PTM4001", "error PTM3001", "error PTM3001", "error PTM3009"], run.Results().Select(Outcome));
        Assert.Equal(["error PTM4001", "error PTM3001", "error PTM3001", "error PTM3004"], theirRun.Results().Select(Outcome));
        Assert.All(run.Results().Concat(theirRun.Results()), result => Assert.Equal(JsonValueKind.Null, result.GetProperty("score").ValueKind));
    }

    [Fact]
    public async Task An_unknown_key_in_a_file_of_ours_is_an_error_that_names_the_nearest()
    {
        using Workspace workspace = Workspace.WithTests("""
            tests: [{vars: {text: a}, assert: [{type: equals, value: a, wieght: 2}], descripton: a}]
            promt_text: x
            provider_profile: [echo]
            test: []
            """);

        PtmOutput output = await workspace.RunAsync("eval");

        Assert.Equal(2, output.ExitCode);
        Assert.Contains("prompts/p.yaml(4,61): error PTM3005: An assertion has no key 'wieght', so what it checks would never run. Did you mean 'weight'?", output.Lines);
        Assert.Contains("prompts/p.yaml(4,74): error PTM3003: A test case has no key 'descripton'. Did you mean 'description'?", output.Lines);
        Assert.Contains("prompts/p.yaml(5,1): error PTM3003: A prompt file has no key 'promt_text'. Did you mean 'prompt_text'?", output.Lines);
        Assert.Contains("prompts/p.yaml(6,1): error PTM3003: A prompt file has no key 'provider_profile'. Did you mean 'provider_profiles'?", output.Lines);
        Assert.Contains("prompts/p.yaml(7,1): error PTM3005: A prompt file has no key 'test', so what it checks would never run. Did you mean 'tests'?", output.Lines);
    }

    [Fact]
    public async Task What_is_known_and_does_not_run_yet_makes_the_case_an_error_that_says_so()
    {
        const string Checked = "vars: {animal: a}, assert: [{type: equals, value: a}]";
        (string Name, string Tests)[] prompts =
        [
            ("search-rubric", "tests: [{vars: {animal: a}, assert: [{type: equals, value: a}, {type: search-rubric, value: polite}]}]"),
            ("trace-span-count", "tests: [{vars: {animal: a}, assert: [{type: equals, value: a}, {type: not-trace-span-count, value: {}}]}]"),
            ("rouge-l", "tests: [{vars: {animal: a}, threshold: 0, assert: [{type: assert-set, assert: [{type: rouge-l, value: a}]}]}]"),
            ("storeOutputAs", $"tests: [{{options: {{storeOutputAs: x}}, {Checked}}}]"),
        ];
        using Workspace workspace = new();
        workspace.Write("ptm.yaml", "");
        foreach ((string name, string tests) in prompts)
        {
            workspace.Write($"prompts/{name}.yaml", $"id: {name}\n{Prompt}{tests}\n");
        }

        (PtmOutput output, JsonElement run) = await workspace.EvaluateAsync();

        Assert.Equal((3, prompts.Length), (output.ExitCode, run.Results().Length));
        Assert.All(run.Results(), result =>
        {
            Assert.Equal("error PTM4006", Outcome(result));
            Assert.Contains(result.Text("prompt_id"), result.GetProperty("error").Text("message"), StringComparison.Ordinal);
            Assert.Contains("not supported yet", result.GetProperty("error").Text("message"), StringComparison.Ordinal);
        });
    }

    static string Outcome(JsonElement result) => $"{result.Text("outcome")} {result.GetProperty("error").Text("code")}";
}
