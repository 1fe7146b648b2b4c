using System.Globalization;
using System.Text.Json;

namespace Ptm.Cli.Tests;

public sealed class FilterTests
{
    const string Config = """
        prompts:
          - { id: hello, raw: "Hello {{ name }}" }
          - { id: bye, raw: "Bye {{ name }}" }
        providers: [{ id: echo, label: one }, { id: echo, label: two }]
        tests:
          - { description: greets Ada, vars: { name: Ada }, metadata: { kind: [short, old] }, assert: [{ type: contains, value: Ada }] }
          - { description: greets Bob, vars: { name: Bob }, metadata: { kind: short }, assert: [{ type: contains, value: Ada }] }
          - { description: greets Cid, vars: { name: Cid }, metadata: { kind: long }, assert: [{ type: no-such-type, value: Cid }] }
        """;

    [Theory]
    [InlineData("--filter-pattern|Ada$|--filter-providers|^one$|--filter-prompts|hello", "greets Ada hello one")]
    [InlineData("--filter-metadata|kind=old|--filter-targets|two|--filter-prompts|bye", "greets Ada bye two")]
    [InlineData("--filter-first-n|1|--filter-providers|one|--filter-prompts|hello", "greets Ada hello one")]
    [InlineData("--filter-range|1:2|--filter-providers|one|--filter-prompts|hello", "greets Bob hello one")]
    public async Task A_filter_leaves_the_cases_that_it_means(string arguments, string left)
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config);

        (_, JsonElement run) = await workspace.EvaluateAsync(arguments.Split('|'));

        Assert.Equal([left], run.Results().Select(Name));
    }

    [Fact]
    public async Task A_sample_with_a_seed_is_the_same_each_time()
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config);
        string[] arguments = ["--filter-sample", "2", "--filter-sample-seed", "7"];

        (_, JsonElement first) = await workspace.EvaluateAsync(arguments);
        string[] taken = [.. first.Results().Select(Name)];
        (_, JsonElement second) = await workspace.EvaluateAsync(arguments);

        Assert.Equal(8, taken.Length);
        Assert.Equal(taken, second.Results().Select(Name));
    }

    [Fact]
    public async Task What_did_not_pass_runs_again()
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config);
        await workspace.EvaluateAsync();
        File.Move(workspace.Combine("run.json"), workspace.Combine("before.json"));

        (_, JsonElement failing) = await workspace.EvaluateAsync("--filter-failing", "before.json", "--filter-providers", "one", "--filter-prompts", "bye");
        Assert.Equal(["greets Bob bye one", "greets Cid bye one"], failing.Results().Select(Name));

        (_, JsonElement errors) = await workspace.EvaluateAsync("--filter-errors-only", "before.json", "--filter-providers", "one", "--filter-prompts", "bye");
        Assert.Equal(["greets Cid bye one"], errors.Results().Select(Name));
    }

    [Theory]
    [InlineData("--filter-pattern|nobody", "No case is left: 12 were there before --filter-pattern.")]
    [InlineData("--filter-pattern|(open", "takes a regular expression")]
    [InlineData("--filter-range|2", "takes START:END")]
    [InlineData("--filter-metadata|kind", "takes KEY=VALUE")]
    [InlineData("--filter-failing|promptfooconfig.yaml", "no run file")]
    public async Task What_leaves_nothing_or_cannot_be_used_is_refused(string arguments, string message)
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config);

        PtmOutput output = await workspace.RunAsync(["eval", .. arguments.Split('|')]);

        Assert.Equal(2, output.ExitCode);
        Assert.Contains(message, output.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--filter-range|100:5900", 11_600)]
    [InlineData("--filter-sample|7|--filter-sample-seed|3|--filter-range|10:", 14)]
    [InlineData("--filter-pattern|7$|--filter-first-n|50", 100)]
    public async Task A_filter_leaves_the_same_of_cases_that_are_not_kept(string arguments, int count)
    {
        string[] tests = [.. Enumerable.Range(0, 6_000).Select(row => string.Create(CultureInfo.InvariantCulture, $$$"""{"description":"row {{{row}}}","vars":{"name":"{{{row}}}"},"assert":[{"type":"contains","value":"{{{row}}}"}]}"""))];
        string config = "prompts: ['{{ name }}']\nproviders: [{ id: echo, label: one }, { id: echo, label: two }]\ntests: file://";
        using Workspace kept = Workspace.WithPromptfoo(config + "tests.json");
        kept.Write("tests.json", $"[{string.Join(",\n", tests)}]");
        using Workspace streamed = Workspace.WithPromptfoo(config + "tests.jsonl");
        streamed.Write("tests.jsonl", string.Join('\n', tests));

        (_, JsonElement expected) = await kept.EvaluateAsync(arguments.Split('|'));
        (_, JsonElement actual) = await streamed.EvaluateAsync(arguments.Split('|'));

        Assert.Equal(count, actual.Results().Length);
        Assert.Equal(expected.Results().Select(Name), actual.Results().Select(Name));
    }

    [Fact]
    public async Task What_did_not_pass_runs_again_of_a_file_of_many_results()
    {
        string[] tests = [.. Enumerable.Range(0, 1_500).Select(row => string.Create(CultureInfo.InvariantCulture, $$$"""{"vars":{"name":"{{{row}}}"},"assert":[{"type":"not-contains","value":"77"}]}"""))];
        using Workspace workspace = Workspace.WithPromptfoo("prompts: ['Row {{ name }}']\nproviders: [echo]\ntests: file://tests.jsonl\n");
        workspace.Write("tests.jsonl", string.Join('\n', tests));
        await workspace.EvaluateAsync();
        File.Move(workspace.Combine("run.json"), workspace.Combine("before.json"));
        string theirs = string.Join(",\n", Enumerable.Range(0, 1_500).Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $$$$"""{"success":{{{{(row == 42 ? "false" : "true")}}}},"failureReason":{{{{(row == 42 ? 2 : 0)}}}},"provider":{"id":"echo","label":""},"testCase":{"vars":{"name":"{{{{row}}}}"}}}""")));
        workspace.Write("theirs.json", $$$"""{"evalId":"e","results":{"version":3,"prompts":[{"raw":"Row"}],"results":[{{{theirs}}}],"stats":{}},"config":{}}""");

        (_, JsonElement failing) = await workspace.EvaluateAsync("--filter-failing", "before.json");
        (_, JsonElement errors) = await workspace.EvaluateAsync("--filter-errors-only", "theirs.json");

        Assert.Equal(Enumerable.Range(0, 1_500).Select(row => row.ToString(CultureInfo.InvariantCulture)).Where(row => row.Contains("77", StringComparison.Ordinal)).Select(row => "Row " + row), failing.Results().Select(result => result.Text("output")));
        Assert.Equal(["Row 42"], errors.Results().Select(result => result.Text("output")));
    }

    [Theory]
    [InlineData("{\"results\": {}}")]
    [InlineData("{\"results\": {\"results\": {}}}")]
    [InlineData("{\"schema\": \"ptm.run/1\"}")]
    [InlineData("{\"results\": [{\"id\": \"a\"}, {\"id\"")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_file_that_holds_no_results_is_refused(string content)
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config);
        workspace.Write("before.json", content);

        PtmOutput output = await workspace.RunAsync("eval", "--filter-failing", "before.json");

        Assert.Equal(2, output.ExitCode);
        Assert.Contains("no run file", output.Out, StringComparison.Ordinal);
    }

    static string Name(JsonElement result) =>
        $"{result.GetProperty("description").GetString()} {result.GetProperty("prompt_id").GetString()} {result.GetProperty("provider").GetString()}";
}
