using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Ptm.Engine.Tests.Code;
using Ptm.WebApp;

namespace Ptm.Engine.Tests.Providers;

/// <summary>An ASP.NET Core application in memory as the program under test, with the request that its profile holds.</summary>
public sealed class WebApplicationTests : IAsyncLifetime
{
    const string Chat = """
        url: /chat
        body: { message: "{{ prompt }}", colour: "{{ colour }}" }
        transformResponse: "({ output: json.reply, toolCalls: json.calls, steps: json.steps })"
        """;

    readonly CodeFolder _folder = new();
    readonly Shop _shop = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Its_answer_its_tool_calls_and_its_steps_reach_the_checks()
    {
        CaseResult result = await RunAsync(Chat, """
            - { type: equals, value: "Welcome! A \"red\" lamp?" }
            - { type: javascript, value: "context.providerResponse.toolCalls[0].name === 'find_lamp' && context.providerResponse.toolCalls[0].arguments.colour === 'red' && context.providerResponse.steps.map(s => s.name).join() === 'search,rank'" }
            - { type: python, value: "context['providerResponse']['toolCalls'][0]['arguments']['colour'] == 'red' and [s['name'] for s in context['providerResponse']['steps']] == ['search', 'rank']" }
            - { type: tool-call-f1, value: find_lamp }
            """);

        Assert.True(result.Outcome == CaseOutcome.Passed, result.Error?.Message ?? string.Join('\n', result.Assertions.Select(one => one.Reason)));
        Assert.Equal("find_lamp", Assert.Single(result.Output!.ToolCalls).Name);
        Assert.Equal(["search", "rank"], result.Output.Steps.Select(step => step.Name));
    }

    [Theory]
    [InlineData("Production", "http://localhost/broken threw InvalidOperationException: the lamp is out")]
    [InlineData("Development", "http://localhost/broken answered 500 Internal Server Error: System.InvalidOperationException: the lamp is out")]
    public async Task What_it_throws_is_an_error_at_once_that_names_the_address_without_its_query(string environment, string told)
    {
        await using WebApplicationFactory<Program> shop = _shop.WithWebHostBuilder(host => host.UseEnvironment(environment));

        CaseResult result = await RunAsync("url: /broken?key={{ colour }}", client: shop.CreateClient());

        Assert.Equal(CaseOutcome.Error, result.Outcome);
        Assert.Contains($"ptm.yaml(4,5): Provider 'shop': {told}", result.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("key=red", result.Error.Message.Split("HEADERS")[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("url: /nowhere", "http://localhost/nowhere answered 404 Not Found")]
    [InlineData("url: '//elsewhere.example/chat'", "has no address that can be called")]
    [InlineData("body: { message: hi }", "Provider 'shop' is an HttpClient, and nothing says what to send")]
    [InlineData("url: /chat\nsignatureAuth: { type: pem }", "'signatureAuth' is not supported")]
    public async Task A_request_that_cannot_be_answered_is_an_error_that_says_why(string request, string told)
    {
        CaseResult result = await RunAsync(request);

        Assert.Equal(CaseOutcome.Error, result.Outcome);
        Assert.Contains(told, result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_clients_own_time_limit_is_an_error_and_no_cancellation()
    {
        // Takes the connection and says nothing.
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        using HttpClient client = new() { BaseAddress = new($"http://{silent.LocalEndpoint}"), Timeout = TimeSpan.FromMilliseconds(50) };

        CaseResult result = await RunAsync("url: slow", client: client);

        Assert.Equal(CaseOutcome.Error, result.Outcome);
        Assert.EndsWith("/slow did not answer within its client's own Timeout.", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_request_as_text_needs_no_host()
    {
        CaseResult result = await RunAsync("request: \"POST /chat HTTP/1.1\\nContent-Type: application/json\\n\\n{ \\\"message\\\": \\\"{{ prompt }}\\\", \\\"colour\\\": \\\"red\\\" }\"\ntransformResponse: json.reply");

        Assert.Equal("Welcome! A \"red\" lamp?", result.Output?.Text);
    }

    [Fact]
    public async Task A_promptfoo_config_names_it_by_its_id_with_a_request_for_each_label()
    {
        string config = Path.Combine(_folder.Path, "promptfooconfig.yaml");
        await File.WriteAllTextAsync(
            config,
            """
            prompts: ["{{x}}"]
            providers:
              - { id: shop, config: { url: /chat, body: { message: "{{prompt}}", colour: red }, transformResponse: json.reply } }
              - { id: shop, label: polite shop, config: { url: /chat, body: { message: "Please, {{prompt}}", colour: red }, transformResponse: json.reply } }
            tests: [{ vars: { x: lamps } }]
            """,
            Cancelled);

        Assert.Equal(["Welcome! lamps", "Welcome! Please, lamps"], (await RunFileAsync(config, _shop.Client())).Select(result => result.Output?.Text ?? result.Error!.Message));
    }

    async Task<CaseResult> RunAsync(string parameters, string assertions = "- { type: javascript, value: 'true' }", HttpClient? client = null)
    {
        _folder.File("ptm.yaml", $"prompts: p.yaml\nproviders:\n  shop:\n    type: method\n    parameters:\n      {parameters.ReplaceLineEndings("\n      ")}\n");
        _folder.File("p.yaml", $"id: p\nprovider_profiles: [shop]\nprompt_text: 'A \"{{{{ colour }}}}\" lamp?'\ntests:\n  - vars: {{ colour: red }}\n    assert:\n      {assertions.ReplaceLineEndings("\n      ")}\n");
        return Assert.Single(await RunFileAsync(_folder.Path, client ?? _shop.Client()));
    }

    static async Task<IReadOnlyList<CaseResult>> RunFileAsync(string path, HttpClient client)
    {
        await using PtmEngine engine = PtmEngine.Open(path, new PtmEngineOptions().AddProvider("shop", client));
        return (await engine.RunAsync(engine.Plan(), cancellationToken: Cancelled)).Results;
    }
}
