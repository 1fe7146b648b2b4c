using System.ClientModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;
using Ptm.Engine.Providers;
using AiChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Ptm.Engine.Tests.Providers;

/// <summary>
/// An independent check of the wire formats: the services' own client libraries understand the replies that the tests' servers give, as we do,
/// and send the same request as we do.
/// </summary>
public sealed class OfficialClientTests
{
    const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""";
    const string Tool = """{"type":"object","properties":{"q":{"type":"string"}},"required":["q"],"additionalProperties":false}""";

    [Fact]
    public async Task OpenAIs_client_sends_and_reads_the_same()
    {
        await using StubModelServer server = new(StubAnswer.Text("Zürich"));
        OpenAIClientOptions options = new() { Endpoint = new Uri(server.BaseUrl) };
        using IChatClient client = new OpenAI.Chat.ChatClient("m", new ApiKeyCredential("some-key"), options).AsIChatClient();

        await CompareAsync(server, client, "openai", server.BaseUrl, """{"temperature":0.5,"max_completion_tokens":50,"top_p":0.75,"seed":7,"stop":["END"],"tool_choice":"required"}""");
    }

    [Fact]
    public async Task Anthropics_client_sends_and_reads_the_same()
    {
        await using StubModelServer server = new(new StubAnswer("""
            {"id":"msg_1","type":"message","role":"assistant","model":"m","stop_reason":"end_turn","stop_sequence":null,"container":null,
             "content":[{"type":"text","text":"Zürich","citations":null}],
             "usage":{"input_tokens":700,"cache_creation":null,"cache_creation_input_tokens":0,"cache_read_input_tokens":300,"output_tokens":200,"server_tool_use":null,"service_tier":"standard","inference_geo":null}}
            """));
        using AnthropicClient official = new() { BaseUrl = server.Root, ApiKey = "some-key" };
        using IChatClient client = official.AsIChatClient("m");

        await CompareAsync(server, client, "anthropic", server.Root, """{"max_tokens":50,"stop":["END"],"tool_choice":"required"}""");
    }

    [Fact]
    public async Task OllamaSharp_sends_and_reads_the_same()
    {
        await using StubModelServer server = new(request => request.Body.GetProperty("stream").GetBoolean()
            ? new StubAnswer("""
                {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Zür"},"done":false}
                {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"ich"},"done":false}
                {"model":"m","created_at":"2026-01-01T00:00:01Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":5,"load_duration":1,"prompt_eval_count":1000,"eval_count":200}

                """)
            { ContentType = "application/x-ndjson" }
            : new StubAnswer("""{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Zürich"},"done":true,"done_reason":"stop","prompt_eval_count":1000,"eval_count":200}"""));
        using OllamaApiClient client = new(new Uri(server.Root), "m");

        await CompareAsync(server, client, "ollama", server.Root, """{"temperature":0.5,"num_predict":50,"top_p":0.75,"seed":7,"stop":["END"]}""", "stream", "CustomHeaders");
    }

    static async Task CompareAsync(StubModelServer server, IChatClient client, string type, string address, string parameters, params string[] apart)
    {
        ChatOptions options = new()
        {
            Temperature = 0.5f,
            MaxOutputTokens = 50,
            TopP = 0.75f,
            Seed = type == "anthropic" ? null : 7,
            StopSequences = ["END"],
            Tools = [AIFunctionFactory.CreateDeclaration("find", "Finds.", JsonElement.Parse(Tool))],
            ToolMode = type == "ollama" ? null : ChatToolMode.RequireAny,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(Schema), "answer"),
        };
        ChatResponse theirs = await client.GetResponseAsync([new AiChatMessage(ChatRole.System, "Be brief."), new AiChatMessage(ChatRole.User, "Größe?")], options, TestContext.Current.CancellationToken);

        ModelOutput ours = await Models.Of(new ProviderSettings { Name = "m", Type = type, Model = "m", BaseUrl = address, ApiKeyEnv = "PTM_TEST_UNSET_KEY", Parameters = JsonElement.Parse(parameters) }).CompleteAsync(
            Requests.OfChat(new ChatMessage("system", "Be brief."), new ChatMessage("user", "Größe?")) with
            {
                ToolDefinitions = JsonElement.Parse($$$"""[{"type":"function","function":{"name":"find","description":"Finds.","parameters":{{{Tool}}}}}]"""),
                ResponseFormat = JsonElement.Parse(Schema),
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(("Zürich", "Zürich"), (theirs.Text, ours.Text));
        Assert.Equal((1000, 200, "stop"), (theirs.Usage!.InputTokenCount, theirs.Usage.OutputTokenCount, theirs.FinishReason!.Value.Value));
        Assert.Equal((1000L, 200L, "stop"), (ours.Tokens!.Prompt, ours.Tokens.Completion, ours.FinishReason!));
        StubRequest[] requests = [.. server.Requests];
        Assert.Equal(requests[0].Line.TrimEnd(), requests[1].Line);
        JsonNode expected = Reduced(requests[0].Body, apart);
        JsonNode sent = Reduced(requests[1].Body, apart);
        Assert.True(JsonNode.DeepEquals(expected, sent), $"theirs {expected}\nours {sent}");
    }

    // What both may write and leave out alike is left out.
    static JsonObject Reduced(JsonElement body, string[] apart)
    {
        JsonObject reduced = JsonNode.Parse(body.GetRawText())!.AsObject();
        foreach (string name in apart)
        {
            reduced.Remove(name);
        }

        foreach (JsonNode? tool in reduced["tools"] as JsonArray ?? [])
        {
            (tool!["function"] as JsonObject)?.Remove("strict");
        }

        (reduced["response_format"]?["json_schema"] as JsonObject)?.Remove("strict");

        return reduced;
    }
}
