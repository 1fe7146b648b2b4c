using System.Globalization;
using Ptm.Xunit.Tests.Program;

namespace Ptm.Xunit.Tests;

/// <summary>Cases run together, read what the files say now, and end properly.</summary>
public sealed class RunningTests : IDisposable
{
    readonly TempFolder _folder = new();

    public RunningTests() => _folder.Write("ptm.yaml", "prompts: prompts/**/*.yaml\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData()]
    [InlineData("--max-threads", "1")]
    public async Task Cases_run_at_once_up_to_the_engines_limit_whatever_the_frameworks(params string[] arguments)
    {
        // Each answers only when sixteen are in flight together, so a lower number would never end.
        Write("crowd", 40, "\"16\"", "equals", "\"16\"");
        await using TestProgram program = new(_folder.Path, arguments);

        IReadOnlyList<TestNode> ended = await program.RunAsync("One_prompt");

        Assert.Equal(40, ended.Count);
        Assert.All(ended, test => Assert.Equal("passed", test.State));
    }

    [Fact]
    public async Task Without_parallelization_one_case_runs_after_another()
    {
        Write("crowd", 5, "\"1\"", "equals", "\"1\"");
        await using TestProgram program = new(_folder.Path);

        Assert.All(await program.RunAsync("One_after_another"), test => Assert.Equal("passed", test.State));
    }

    [Fact]
    public async Task A_file_that_changed_since_the_tests_were_listed_is_read_again()
    {
        Write("echo", 1, "wrong", "equals", "right");
        await using TestProgram program = new(_folder.Path);
        IReadOnlyList<TestNode> listed = await program.ListAsync("One_prompt");
        Write("echo", 1, "right", "equals", "right");

        Assert.Equal("passed", Assert.Single(await program.RunAsync(listed)).State);
    }

    [Fact]
    public async Task A_case_that_vanished_since_the_tests_were_listed_fails_and_says_so()
    {
        // The platform lists again before a run, so the file changes while one goes on: the prompt that runs first takes a case from the other.
        foreach ((string own, string other) in new[] { ("greeting", "triage"), ("triage", "greeting") })
        {
            _folder.Write($"prompts/{own}.yaml", $"id: {own}\nprovider_profiles: [shortens]\nprompt_text: {_folder.Combine($"prompts/{other}.yaml")}\ntests:\n  - {{ description: stays, assert: [{{ type: equals, value: done }}] }}\n  - {{ description: goes, assert: [{{ type: equals, value: done }}] }}\n");
        }

        await using TestProgram program = new(_folder.Path);

        IReadOnlyList<TestNode> ended = await program.RunAsync(await program.ListAsync("One_prompt", "Program_under_test"));

        Assert.Equal(["error", "passed", "passed", "passed"], ended.Select(test => test.State).Order(StringComparer.Ordinal));
        TestNode gone = ended.Single(test => test.State == "error");
        Assert.EndsWith("\"goes\"", gone.Name, StringComparison.Ordinal);
        Assert.Contains("The case 'goes' of prompt", gone.Message, StringComparison.Ordinal);
        Assert.Contains("is gone: the file changed after the tests were listed. List them again.", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_is_shown_as_soon_as_it_is_there()
    {
        string file = _folder.Combine("go");
        _folder.Write("prompts/greeting.yaml", $$$"""
            id: greeting
            provider_profiles: [released]
            prompt_text: "{{ file }}"
            tests:
              - { description: waits, vars: { file: {{{file}}} }, assert: [{ type: equals, value: released }] }
              - { description: does not, vars: { file: {{{_folder.Combine("ptm.yaml")}}} }, assert: [{ type: equals, value: released }] }
            """);
        await using TestProgram program = new(_folder.Path);

        // The first one is let go by the result of the second.
        IReadOnlyList<TestNode> ended = await program.RunAsync(await program.ListAsync("One_prompt"), node =>
        {
            if (node is { State: "passed", Name: "greeting \"does not\"" })
            {
                _folder.Write("go", "");
            }
        });

        Assert.Equal([("greeting \"does not\"", "passed"), ("greeting \"waits\"", "passed")], ended.Select(test => (test.Name, test.State)));
    }

    [Fact]
    public async Task The_providers_limit_holds_for_all_theories_together()
    {
        const string Library = "prompts: prompts/*.yaml\nproviders: { peak: { type: method, max_concurrency: 2 } }\n";
        _folder.Write("ptm.yaml", Library);
        _folder.Write("other/ptm.yaml", Library);
        Write("peak", 10, "x", "javascript", "Number(output) <= 2");
        _folder.Write("other/prompts/greeting.yaml", await File.ReadAllTextAsync(_folder.Combine("prompts/greeting.yaml"), TestContext.Current.CancellationToken));
        await using TestProgram program = new(_folder.Path);

        IReadOnlyList<TestNode> ended = await program.RunAsync(await program.ListAsync("One_prompt", "Other_library"));

        Assert.Equal(20, ended.Count);
        Assert.All(ended, test => Assert.Equal("passed", test.State));
    }

    [Fact]
    public async Task A_promptfoo_config_says_how_many_of_its_cases_run_at_once()
    {
        _folder.Write("promptfooconfig.yaml", $$"""
            prompts: [x]
            providers: [peak]
            evaluateOptions: { maxConcurrency: 3 }
            tests: [{{string.Join(", ", Enumerable.Range(1, 12).Select(number => $"{{ description: case {number}, assert: [{{ type: javascript, value: Number(output) <= 3 }}] }}"))}}]
            """);
        await using TestProgram program = new(_folder.Path);

        IReadOnlyList<TestNode> ended = await program.RunAsync("One_file");

        Assert.Equal(12, ended.Count);
        Assert.All(ended, test => Assert.Equal("passed", test.State));
    }

    [Fact]
    public async Task A_promptfoo_configs_hook_before_all_cases_runs_once_and_its_time_limit_holds_for_each_case()
    {
        _folder.Write("hooks.py", """
            import os
            def hook(name, context):
                with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "hooks.log"), "a") as log:
                    log.write(name + "\n")
                return context
            """);
        _folder.Write("promptfooconfig.yaml", $$"""
            prompts: [{{_folder.Path}}]
            providers: [hang]
            extensions: [file://hooks.py:hook]
            evaluateOptions: { timeoutMs: 100 }
            tests: [{ description: one, assert: [{ type: equals, value: x }] }, { description: two, assert: [{ type: equals, value: x }] }]
            """);
        await using TestProgram program = new(_folder.Path);

        IReadOnlyList<TestNode> ended = await program.RunAsync("One_file");

        Assert.Equal(["error", "error"], ended.Select(test => test.State));
        Assert.All(ended, test => Assert.Contains("The case took longer than the 100 ms of evaluateOptions.timeoutMs.", test.Message, StringComparison.Ordinal));
        Assert.Equal(["beforeAll", "beforeEach", "beforeEach"], (await File.ReadAllLinesAsync(_folder.Combine("hooks.log"), TestContext.Current.CancellationToken)).Where(line => line.StartsWith("before", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_program_under_test_is_found_by_its_attribute_and_by_the_set_up()
    {
        _folder.Write("prompts/triage.yaml", """
            id: triage
            provider_profiles: [triage, app]
            prompt_text: "{{ ticket }}"
            tests: [{ description: parcel, vars: { ticket: Where is my parcel? }, assert: [{ type: contains-any, value: [shipping, "The app says: Where"] }] }]
            """);
        await using TestProgram program = new(_folder.Path);

        IReadOnlyList<TestNode> ended = await program.RunAsync("Program_under_test");

        Assert.Equal(["triage \"parcel\" [triage]", "triage \"parcel\" [app]"], ended.Select(test => test.Name));
        Assert.All(ended, test => Assert.Equal("passed", test.State));
    }

    [Fact]
    public async Task A_set_up_that_throws_keeps_no_test_from_the_list_and_fails_each_with_its_message()
    {
        Write("echo", 2, "x", "equals", "x");
        await using TestProgram program = new(_folder.Path, ("SETUP_FAILS", "the model is on holiday"));

        IReadOnlyList<TestNode> ended = await program.RunAsync("One_prompt");

        Assert.Equal(2, ended.Count);
        Assert.All(ended, test => Assert.Equal("error", test.State));
        Assert.All(ended, test => Assert.Contains("Ptm.Xunit.TestAssembly.Programs.SetUp failed: InvalidOperationException: the model is on holiday", test.Message, StringComparison.Ordinal));
    }

    void Write(string provider, int cases, string prompt, string type, string value) => _folder.Write("prompts/greeting.yaml", string.Create(CultureInfo.InvariantCulture, $"""
        id: greeting
        provider_profiles: [{provider}]
        prompt_text: {prompt}
        tests:
        {string.Concat(Enumerable.Range(1, cases).Select(number => $"  - {{ description: case {number}, assert: [{{ type: {type}, value: {value} }}] }}\n"))}
        """));
}
