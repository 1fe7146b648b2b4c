using Ptm.Server;
using Ptm.Xunit.Tests.Program;

namespace Ptm.Xunit.Tests;

/// <summary>The theory with <c>PTM_API_BASE_URL</c> set: the same tests, evaluated by a server.</summary>
public sealed class ServerTests : IAsyncLifetime
{
    readonly TempFolder _folder = new();
    readonly TempFolder _served = new();
    PtmServer _server = null!;
    PtmClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _folder.Write("ptm.yaml", "prompts: prompts/**/*.yaml\n");
        PtmServerOptions options = new() { Library = _served.Path, Database = _served.Combine("ptm.db"), Url = new("http://127.0.0.1:0"), MaxConcurrency = 32 };
        options.ProviderAssemblies.Add(typeof(ServerTests).Assembly);
        _server = await PtmServer.StartAsync(options, TestContext.Current.CancellationToken);
        _client = new(_server.Url, "any");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _served.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_selected_cases_are_one_run_there_and_end_as_they_do_here()
    {
        WriteGreeting();
        await using TestProgram here = new(_folder.Path);
        await using TestProgram there = OnServer(_server.Url);

        IReadOnlyList<TestNode> expected = await here.RunAsync("One_prompt");
        IReadOnlyList<TestNode> all = await there.RunAsync("One_prompt");

        Assert.Equal([("passes", "passed"), ("fails", "failed"), ("checks nothing", "failed")], expected.Select(test => (test.Name.Split('"')[1], test.State)));
        Assert.Equal(expected.Select(Shown), all.Select(Shown));

        await there.RunAsync([all[0]]);
        IReadOnlyList<RunResult> runs = await _client.Runs.ListAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([1, 3], runs.Select(run => run.Summary.Total).Order());
    }

    [Fact]
    public async Task An_interrupt_ends_the_run_there_too()
    {
        _folder.Write("prompts/greeting.yaml", $"id: greeting\nprovider_profiles: [waiting]\nprompt_text: {_folder.Combine("never")}\ntests: [{{ description: waits, assert: [{{ type: equals, value: x }}] }}]\n");

        Interrupt run = await Interrupt.RunAsync(_folder, 1, ["One_prompt"], ("PTM_API_BASE_URL", _server.Url.ToString()), ("PTM_API_TOKEN", "any"));

        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain(run.Results, test => test.Status == "passed");
        RunResult there = Assert.Single(await _client.Runs.ListAsync(cancellationToken: TestContext.Current.CancellationToken));
        await foreach (RunProgress step in _client.Runs.FollowAsync(there.RunKey, 0, TestContext.Current.CancellationToken))
        {
            there = there with { State = step.State };
        }

        Assert.Equal(RunState.Cancelled, there.State);
    }

    [Fact]
    public async Task The_samples_of_all_cases_are_one_run_there()
    {
        WriteGreeting();
        await using TestProgram program = OnServer(_server.Url);

        IReadOnlyList<TestNode> ended = await program.RunAsync("Sampled");

        Assert.Equal(["greeting \"passes\"", "greeting \"passes\" (sample 2)", "greeting \"passes\" (sample 3)"], ended.Take(3).Select(test => test.Name));
        Assert.Equal([.. Enumerable.Repeat("passed", 3), .. Enumerable.Repeat("failed", 6)], ended.Select(test => test.State));
        Assert.Equal(9, Assert.Single(await _client.Runs.ListAsync(cancellationToken: TestContext.Current.CancellationToken)).Summary.Total);
    }

    [Fact]
    public async Task A_result_is_shown_as_soon_as_the_server_has_it_however_many_wait_before_it()
    {
        string file = _folder.Combine("go");
        _folder.Write("prompts/greeting.yaml", $$$"""
            id: greeting
            provider_profiles: [waiting]
            prompt_text: "{{ file }}"
            tests:
            {{{string.Concat(Enumerable.Range(1, 20).Select(number => $"  - {{ description: waits {number}, vars: {{ file: {file} }}, assert: [{{ type: equals, value: released }}] }}\n"))}}}
              - { description: does not, vars: { file: {{{_folder.Combine("ptm.yaml")}}} }, assert: [{ type: equals, value: released }] }
            """);
        await using TestProgram program = OnServer(_server.Url);

        IReadOnlyList<TestNode> ended = await program.RunAsync(await program.ListAsync("One_prompt"), node =>
        {
            if (node is { State: "passed", Name: "greeting \"does not\"" })
            {
                _folder.Write("go", "");
            }
        });

        Assert.Equal(21, ended.Count);
        Assert.Equal("greeting \"does not\"", ended[0].Name);
        Assert.All(ended, test => Assert.Equal("passed", test.State));
    }

    [Fact]
    public async Task Tests_are_listed_without_the_server_and_each_says_what_to_do_about_one_that_does_not_answer()
    {
        WriteGreeting();
        await using TestProgram program = OnServer(new("http://127.0.0.1:1"));

        IReadOnlyList<TestNode> listed = await program.ListAsync("One_prompt");
        Assert.Equal(3, listed.Count);

        IReadOnlyList<TestNode> ended = await program.RunAsync(listed);
        Assert.Equal(3, ended.Count);
        Assert.All(ended, test => Assert.Equal("error", test.State));
        Assert.All(ended, test => Assert.Contains("Connection refused", test.Message, StringComparison.Ordinal));
        Assert.All(ended, test => Assert.Contains("'ptm serve' starts a server; without PTM_API_BASE_URL everything is done in this process.", test.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_token_is_said_by_each_case()
    {
        WriteGreeting();
        await using TestProgram program = new(_folder.Path, ("PTM_API_BASE_URL", _server.Url.ToString()), ("PTM_API_TOKEN", ""));

        IReadOnlyList<TestNode> ended = await program.RunAsync("One_prompt");

        Assert.Equal(3, ended.Count);
        Assert.All(ended, test => Assert.Contains("PTM_API_TOKEN is not set", test.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_is_registered_in_code_runs_here()
    {
        _folder.Write("prompts/triage.yaml", """
            id: triage
            provider_profiles: [triage, app, echo]
            prompt_text: "{{ ticket }}"
            tests: [{ description: parcel, vars: { ticket: Where is my parcel? }, assert: [{ type: contains-any, value: [shipping, "The app says: Where", Where] }] }]
            """);
        await using TestProgram program = OnServer(_server.Url);

        IReadOnlyList<TestNode> ended = await program.RunAsync("Program_under_test");

        Assert.Equal(["triage \"parcel\" [triage]", "triage \"parcel\" [app]", "triage \"parcel\" [echo]"], ended.Select(test => test.Name));
        Assert.All(ended, test => Assert.Equal("passed", test.State));
        RunResult run = Assert.Single(await _client.Runs.ListAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(1, run.Summary.Total);
    }

    [Fact]
    public async Task A_set_up_that_names_a_server_goes_before_the_environment()
    {
        WriteGreeting();
        await using TestProgram program = new(_folder.Path, ("PTM_API_BASE_URL", "http://127.0.0.1:1"), ("PTM_API_TOKEN", "any"), ("SETUP_SERVER", _server.Url.ToString()));

        Assert.Equal("passed", (await program.RunAsync("One_prompt"))[0].State);
    }

    /// <summary>A provider of the server alone: answers when the file is there that the prompt names.</summary>
    [PtmProvider("waiting")]
    public static async Task<string> WaitAsync(string file, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(file + ".started", "", cancellationToken);
        while (!File.Exists(file))
        {
            await Task.Delay(5, cancellationToken);
        }

        return "released";
    }

    TestProgram OnServer(Uri url) => new(_folder.Path, ("PTM_API_BASE_URL", url.ToString()), ("PTM_API_TOKEN", "any"));

    // Where a latency stands is what differs from run to run.
    static string Shown(TestNode test) =>
        $"{test.Name} {test.State} {test.File}:{test.Line} {string.Join('\n', test.Message.Split('\n').Where(line => !line.Contains("latency", StringComparison.Ordinal)))}";

    void WriteGreeting() => _folder.Write("prompts/greeting.yaml", """
        id: greeting
        provider_profiles: [echo]
        prompt_text: "Hello {{ name }}"
        tests:
          - { description: passes, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
          - description: fails
            vars: { name: Ada }
            assert:
              - { type: contains, value: Ada }
              - { type: contains, value: Bob }
          - { description: checks nothing, vars: { name: Ada } }
        """);
}
