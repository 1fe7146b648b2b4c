using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Models.Prices;
using AiChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Ptm.Engine.Tests.Providers;

public sealed class ChatClientProviderTests
{
    [Fact]
    public async Task Any_chat_client_gets_messages_and_tools_and_its_answer_is_read_whole()
    {
        FakeTimeProvider time = new();
        using ScriptedChatClient client = new((messages, options, _) =>
        {
            time.Advance(TimeSpan.FromMilliseconds(812));
            AIFunctionDeclaration tool = Assert.IsType<AIFunctionDeclaration>(Assert.Single(options!.Tools!), exactMatch: false);
            return Task.FromResult(new ChatResponse(new AiChatMessage(ChatRole.Assistant,
            [
                new TextContent(string.Join('|', messages.Select(message => $"{message.Role}:{message.Text}"))),
                new FunctionCallContent("c1", tool.Name, new Dictionary<string, object?> { ["amount"] = 12.5m, ["schema"] = tool.JsonSchema.GetProperty("type") }),
            ]))
            {
                FinishReason = ChatFinishReason.ToolCalls,
                ModelId = "scripted-1-today",
                Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 4 },
            });
        });
        ChatClientProvider provider = new("app", client, time) { Prices = new ModelPrices(100_000m, 0m) };
        ProviderRequest request = Requests.OfChat(new("system", "Be brief."), new("user", "Größe?")) with
        {
            ToolDefinitions = System.Text.Json.JsonElement.Parse("""[{"type":"function","function":{"name":"refund","description":"Pays back","parameters":{"type":"object"}}}]"""),
        };

        ModelOutput output = await provider.CompleteAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("system:Be brief.|user:Größe?", output.Text);
        ToolCall call = Assert.Single(output.ToolCalls);
        Assert.Equal(("refund", "c1", """{"amount":12.5,"schema":"object"}"""), (call.Name, call.Id, call.Arguments.GetRawText()));
        Assert.Equal((new TokenUsage(10, 4), 1m, "tool_calls", "scripted-1-today"), (output.Tokens, output.CostUsd, output.FinishReason, output.Model));
        Assert.Equal(TimeSpan.FromMilliseconds(812), output.Latency);
        Assert.Equal(("chat_client", "scripted-1"), (provider.Type, provider.Model));
    }

    [Fact]
    public async Task A_client_that_does_not_count_tokens_has_an_unknown_cost()
    {
        using ScriptedChatClient client = new((_, _, _) => Task.FromResult(new ChatResponse(new AiChatMessage(ChatRole.Assistant, "ok"))));

        ModelOutput output = await new ChatClientProvider("app", client, TimeProvider.System) { Prices = new ModelPrices(1, 1) }.CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Null(output.Tokens);
        Assert.Null(output.CostUsd);
        Assert.Null(output.FinishReason);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task What_a_client_throws_is_an_error_also_a_cancellation_that_nobody_asked_for(Type thrown)
    {
        using ScriptedChatClient client = new((_, _, _) => Task.FromException<ChatResponse>((Exception)Activator.CreateInstance(thrown, "no luck")!));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() =>
            Models.Limited(new ChatClientProvider("app", client, TimeProvider.System), new ProviderSettings { Name = "app", Type = "method" }, TimeProvider.System)
                .CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Equal($"error PTM4001: Provider 'app' could not answer: {thrown.Name}: no luck", error.Message);
    }

    [Theory]
    [InlineData("""[{"role":"user","content":[{"type":"image_url"}]}]""", null)]
    [InlineData("p", """[{"type":"web_search"}]""")]
    public async Task What_only_some_clients_know_is_not_supported_yet(string prompt, string? tools)
    {
        using ScriptedChatClient client = new((_, _, _) => Task.FromResult(new ChatResponse()));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => new ChatClientProvider("app", client, TimeProvider.System)
            .CompleteAsync(tools is null ? Requests.Of(prompt) : Requests.WithTools(prompt, tools), TestContext.Current.CancellationToken));

        Assert.Equal(DiagnosticCodes.NotSupportedYet, error.Diagnostics[0].Code);
    }
}
