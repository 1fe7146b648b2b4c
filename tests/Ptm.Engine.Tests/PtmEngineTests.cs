using Microsoft.Extensions.AI;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Ptm.Engine.Tests;

public sealed class PtmEngineTests : IDisposable
{
    readonly TempFolder _folder = new();

    public PtmEngineTests()
    {
        _folder.Write("ptm.yaml", "prompts: '*.p.yaml'\nproviders: { mirror: { type: echo } }");
        _folder.Write("greet.p.yaml", """
            id: greet
            label: Greeting
            tags: [smoke]
            team: hello
            prompt_text: "Hello {{ name }}"
            provider_profiles: [echo, app]
            tests:
              - description: Ada
                vars: { name: Ada }
                assert: [{ type: contains, value: Ada }]
              - description: Bob
                tags: [slow]
                vars: { name: Bob }
                assert: [{ type: contains, value: Ada }]
            """);
        _folder.Write("part.p.yaml", "id: part\nprompt_text: bye\nprovider_profiles: [mirror]\ntests: [{ description: nothing asked }]");
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_is_planned_by_prompt_test_and_provider_and_its_results_keep_that_order()
    {
        using PtmEngine engine = Open();

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: Token);

        Assert.Equal(
            ["greet Ada echo Passed", "greet Ada app Passed", "greet Bob echo Failed", "greet Bob app Failed", "part nothing asked mirror Unchecked"],
            run.Results.Select(result => $"{result.PromptId} {result.Description} {result.Provider} {result.Outcome}"));
        Assert.Equal((RunState.Completed, 5, 50d, 0.5), (run.State, run.Summary.Total, run.Summary.Score, run.Summary.PassRate));
    }

    [Theory]
    [InlineData("greet", null, null, 4)]
    [InlineData(null, "smoke", null, 4)]
    [InlineData(null, "slow", null, 2)]
    [InlineData(null, null, "bob", 2)]
    [InlineData(null, null, "NOTHING", 1)]
    [InlineData(null, null, "nobody", 0)]
    public void Only_what_is_selected_is_planned(string? prompt, string? tag, string? filter, int cases)
    {
        using PtmEngine engine = Open();

        Assert.Equal(cases, engine.Plan(new() { PromptIds = prompt is null ? [] : [prompt], Tag = tag, Filter = filter }).Cases.Count);
    }

    [Fact]
    public void A_prompt_or_provider_that_does_not_exist_is_an_error_that_names_the_nearest()
    {
        using PtmEngine engine = Open();

        Assert.Contains("Did you mean 'greet'?", Assert.Throws<PtmException>(() => engine.Plan(new() { PromptIds = ["gret"] })).Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'mirror'?", Assert.Throws<PtmException>(() => engine.Plan(new() { Providers = ["miror"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_and_providers_are_listed_and_filtered()
    {
        using PtmEngine engine = Open();

        Assert.Equal(["greet", "part"], (await engine.Prompts.ListAsync(cancellationToken: Token)).Select(prompt => prompt.Id));
        Assert.Equal(["greet"], (await engine.Prompts.ListAsync(new() { Tag = "smoke", Team = "hello", Search = "GREETING" }, Token)).Select(prompt => prompt.Id));
        Assert.Empty(await engine.Prompts.ListAsync(new() { Tag = "smoke", Team = "other" }, Token));
        Assert.Equal(["Ada", "Bob"], (await engine.Prompts.GetTestsAsync("greet", Token)).Select(test => test.Id));
        Assert.Equal(DiagnosticCodes.NotFound, (await Assert.ThrowsAsync<PtmException>(() => engine.Prompts.GetAsync("gret", Token))).Diagnostics[0].Code);
        Assert.Equal(["app", "echo", "mirror"], (await engine.Providers.ListAsync(Token)).Select(provider => provider.Id));
    }

    [Fact]
    public async Task An_evaluation_starts_at_once_and_is_followed_by_its_key()
    {
        using PtmEngine engine = Open();

        RunResult started = await engine.Evaluations.RunAsync(new() { PromptIds = ["greet"], ProviderIds = ["echo"], Label = "nightly" }, Token);
        RunResult ended = await engine.Runs.WaitAsync(started.RunKey, TimeSpan.FromSeconds(30), cancellationToken: Token);

        Assert.Equal((RunState.Completed, 2, "nightly"), (ended.State, ended.Results.Count, ended.Label));
        Assert.Equal(ended.Summary, (await engine.Runs.GetAsync(started.RunKey, Token)).Summary);
        Assert.Equal([started.RunKey], (await engine.Runs.ListAsync(terminalOnly: true, cancellationToken: Token)).Select(run => run.RunKey));
        await Assert.ThrowsAsync<PtmException>(() => engine.Runs.GetAsync("nobody", Token));
    }

    [Fact]
    public async Task A_prompt_that_is_given_whole_is_evaluated_without_a_file()
    {
        using PtmEngine engine = Open();
        PromptDefinition prompt = new()
        {
            Id = "one-off",
            Text = "Summarize: {{text}}",
            ProviderProfiles = ["echo"],
            Tests = [new() { Id = "smoke", Vars = System.Text.Json.JsonElement.Parse("""{"text":"Hello, world."}"""), Assertions = [new() { Type = "icontains", Value = System.Text.Json.JsonElement.Parse("\"hello\"") }] }],
        };

        RunResult started = await engine.Evaluations.RunManualAsync(new() { Prompt = prompt }, Token);
        RunResult ended = await engine.Runs.WaitAsync(started.RunKey, TimeSpan.FromSeconds(30), cancellationToken: Token);

        Assert.Equal(CaseOutcome.Passed, Assert.Single(ended.Results).Outcome);
    }

    [Fact]
    public async Task A_cancelled_run_awaits_what_is_in_flight_and_says_so()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool ended = false;
        using PtmEngine engine = PtmEngine.Open(_folder.Path, new PtmEngineOptions { MaxConcurrency = 1 }.AddProvider("app", async (_, token) =>
        {
            asked.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                ended = true;
            }

            return "";
        }));
        using CancellationTokenSource cancel = new();

        Task<RunResult> running = engine.RunAsync(engine.Plan(new() { Providers = ["app"] }), cancellationToken: cancel.Token);
        await asked.Task.WaitAsync(Token);
        await cancel.CancelAsync();
        RunResult run = await running;

        Assert.Equal((RunState.Cancelled, 0, true), (run.State, run.Results.Count, ended));
    }

    [Fact]
    public async Task Never_more_cases_than_allowed_are_in_flight()
    {
        int now = 0;
        int most = 0;
        _folder.Write("many.p.yaml", "id: many\nprompt_text: x\nprovider_profiles: [app]\ntests: [" + string.Join(", ", Enumerable.Range(0, 200).Select(i => $"{{ description: c{i}, assert: [{{ type: equals, value: Ada }}] }}")) + "]");
        using PtmEngine engine = PtmEngine.Open(_folder.Path, new PtmEngineOptions { MaxConcurrency = 2 }.AddProvider("app", async (_, _) =>
        {
            int count = Interlocked.Increment(ref now);
            most = Math.Max(most, count);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return "Ada";
        }));

        RunResult run = await engine.RunAsync(engine.Plan(new() { PromptIds = ["many"] }), cancellationToken: Token);

        Assert.Equal((200, true), (run.Summary.Passed, most is 1 or 2));
    }

    [Fact]
    public async Task A_chat_client_from_code_is_a_provider_by_its_name()
    {
        using ScriptedClient client = new("I know Ada.");
        using PtmEngine engine = PtmEngine.Open(_folder.Path, new PtmEngineOptions().AddProvider("app", client));

        RunResult run = await engine.RunAsync(engine.Plan(new() { PromptIds = ["greet"], Filter = "Ada", Providers = ["app"] }), cancellationToken: Token);

        CaseResult result = Assert.Single(run.Results);
        Assert.Equal((CaseOutcome.Passed, "I know Ada.", "Hello Ada"), (result.Outcome, result.Output!.Text, client.Asked));
    }

    [Fact]
    public async Task A_variable_of_a_prompt_file_arrives_verbatim_whatever_it_looks_like()
    {
        const string Value = "C# {#1} <b>\"q\"</b> & {{nope}} {% if";
        string path = _folder.Write("verbatim.yaml", $$$"""
            id: verbatim
            prompt_text: 'Answer as {"k": "{{ v }}"}'
            provider_profiles: [echo]
            tests:
              - vars: { v: '{{{Value}}}' }
                assert: [{ type: javascript, value: "output === 'Answer as {\"k\": \"' + context.vars.v + '\"}'" }]
            """);
        using PtmEngine engine = PtmEngine.Open(path);

        CaseResult result = Assert.Single((await engine.RunAsync(engine.Plan(), cancellationToken: Token)).Results);

        Assert.Equal($"Answer as {{\"k\": \"{Value}\"}}", result.Prompt!.Text);
        Assert.Equal((CaseOutcome.Passed, null), (result.Outcome, result.Error));
    }

    [Theory]
    [InlineData("{ type: not-contains, value: file://words.txt }", DiagnosticCodes.NotSupportedYet)]
    [InlineData("{ type: contains-any, value: [a, file://words.txt] }", DiagnosticCodes.NotSupportedYet)]
    [InlineData("{ type: javascript, value: file://check.js }", DiagnosticCodes.FileNotFound)]
    [InlineData("{ type: not-is-json, value: file://schema.json }", DiagnosticCodes.NotSupportedYet)]
    [InlineData("{ type: contains, value: H, transform: file://check.js }", DiagnosticCodes.FileNotFound)]
    [InlineData("{ type: contains, value: H }], options: { transform: file://check.js }, tags: [x", DiagnosticCodes.FileNotFound)]
    public async Task A_file_that_cannot_be_read_is_an_error_and_not_compared_as_text(string assertion, string code)
    {
        string path = _folder.Write("files.yaml", $"id: files\nprompt_text: Hello\nprovider_profiles: [echo]\ntests: [{{ description: d, assert: [{assertion}] }}]");
        using PtmEngine engine = PtmEngine.Open(path);

        CaseResult result = Assert.Single((await engine.RunAsync(engine.Plan(), cancellationToken: Token)).Results);

        Assert.Equal((CaseOutcome.Error, code), (result.Outcome, result.Error!.Code));
    }

    [Theory]
    [InlineData("new Uint8Array(5e8).length > 0")]
    [InlineData("new ArrayBuffer(2e9).byteLength > 0")]
    [InlineData("Array(2000).fill('x'.repeat(1e6)).join('').length > 0")]
    [InlineData("'a'.repeat(1e6).replace(/a/g, 'b'.repeat(32)).length > 0")]
    [InlineData("'x'.repeat(3e6).padStart(1e9).length > 1")]
    public async Task Memory_that_one_built_in_call_would_take_is_refused(string script)
    {
        string path = _folder.Write("memory.yaml", $"id: memory\nprompt_text: x\nprovider_profiles: [echo]\ntests: [{{ assert: [{{ type: javascript, value: \"{script}\" }}] }}]");
        using PtmEngine engine = PtmEngine.Open(path);

        CaseResult result = Assert.Single((await engine.RunAsync(engine.Plan(), cancellationToken: Token)).Results);

        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.ScriptFailed), (result.Outcome, result.Error!.Code));
    }

    [Fact]
    public async Task A_variable_that_an_assertion_names_and_the_case_does_not_have_is_an_error()
    {
        string path = _folder.Write("undefined.yaml", "id: undefined\nprompt_text: secret\nprovider_profiles: [echo]\ntests: [{ assert: [{ type: not-contains, value: 'secret {{ nope }}' }] }]");
        using PtmEngine engine = PtmEngine.Open(path);

        CaseResult result = Assert.Single((await engine.RunAsync(engine.Plan(), cancellationToken: Token)).Results);

        Assert.Equal(CaseOutcome.Error, result.Outcome);
    }

    PtmEngine Open() => PtmEngine.Open(_folder.Path, new PtmEngineOptions().AddProvider("app", (prompt, _) => Task.FromResult(prompt)));

    sealed class ScriptedClient(string answer) : IChatClient
    {
        public string? Asked { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<AiMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Asked = messages.Single().Text;
            return Task.FromResult(new ChatResponse(new AiMessage(ChatRole.Assistant, answer)));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<AiMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("The engine does not stream.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
