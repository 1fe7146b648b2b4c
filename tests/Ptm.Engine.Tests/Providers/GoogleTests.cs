using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Models;

namespace Ptm.Engine.Tests.Providers;

/// <summary>Gemini in AI Studio and in Vertex, on the wire.</summary>
public sealed class GoogleTests : IDisposable
{
    const string Key = "AIza-canary-0123456789abcdef";

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_answer_carries_text_calls_tokens_and_probabilities_and_the_key_stands_in_a_header()
    {
        using KeyVariable variable = new(Key);
        await using StubModelServer server = new(new StubAnswer("""
            {"candidates":[{"content":{"role":"model","parts":[{"text":"Think.","thought":true},{"text":"Zür"},{"text":"ich"},{"functionCall":{"id":"f1","name":"find","args":{"amount":12.50}}}]},"finishReason":"STOP","index":0,
              "logprobsResult":{"chosenCandidates":[{"token":"Zür","tokenId":1,"logProbability":-0.1},{"token":"ich","tokenId":2,"logProbability":-0.5}],
                "topCandidates":[{"candidates":[{"token":"Zür","logProbability":-0.1},{"token":"Ber","logProbability":-2.5}]},{"candidates":[{"token":"ich","logProbability":-0.5}]}]}}],
             "usageMetadata":{"promptTokenCount":1000,"candidatesTokenCount":150,"thoughtsTokenCount":50,"cachedContentTokenCount":400,"totalTokenCount":1200},"modelVersion":"gemini-2.5-flash"}
            """));

        ModelOutput output = await Models.Of(Settings(server) with { ApiKeyEnv = variable.Name }).CompleteAsync(Requests.Of("p") with { TopLogProbs = 2 }, TestContext.Current.CancellationToken);

        Assert.Equal(("Zürich", "tool_calls", "gemini-2.5-flash"), (output.Text, output.FinishReason, output.Model));
        Assert.Equal("12.50", Assert.Single(output.ToolCalls).Arguments.GetProperty("amount").GetRawText());
        Assert.Equal(new TokenUsage(1000, 200) { CachedPrompt = 400, Reasoning = 50 }, output.Tokens);
        Assert.Equal([-0.1, -0.5], output.LogProbs);
        Assert.Equal(["Zür -0.1", "Ber -2.5"], output.TokenLogProbs[0].Alternatives.Select(token => FormattableString.Invariant($"{token.Token} {token.LogProb}")));
        Assert.Null(output.CostUsd);
        StubRequest request = Assert.Single(server.Requests);
        Assert.Equal("POST /v1beta/models/gemini-2.5-flash:generateContent HTTP/1.1", request.Line);
        Assert.Equal(Key, request.Headers["x-goog-api-key"]);
        Json.Same("""{"contents":[{"role":"user","parts":[{"text":"p"}]}],"generationConfig":{"responseLogprobs":true,"logprobs":2}}""", request.Body);
    }

    [Fact]
    public async Task A_chat_of_OpenAIs_shape_and_its_parameters_become_those_of_Gemini()
    {
        await using StubModelServer server = new(Text("ok"));
        string chat = """
            [{"role":"system","content":"Be brief."},
             {"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"image_url","image_url":{"url":"gs://b/a.png"}}]},
             {"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"find","arguments":"{\"q\":1}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"{\"found\":true}"},{"role":"tool","tool_call_id":"c1","content":"plain"}]
            """;
        ProviderSettings settings = Settings(server) with
        {
            Parameters = JsonElement.Parse("""
                {"temperature":0,"max_tokens":50,"top_p":0.5,"seed":7,"stop":["END"],"reasoning_effort":"low","tool_choice":"auto","systemInstruction":"Be kind.","generationConfig":{"candidateCount":1},
                 "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}},"safetySettings":[]}
                """),
        };

        await Models.Of(settings).CompleteAsync(Requests.WithTools(chat, """[{"type":"function","function":{"name":"find","parameters":{"type":"object"}}},{"googleSearch":{}}]"""), TestContext.Current.CancellationToken);

        Json.Same(
            """
            {"systemInstruction":{"parts":[{"text":"Be kind."},{"text":"Be brief."}]},
             "contents":[{"role":"user","parts":[{"text":"What is it?"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"fileData":{"fileUri":"gs://b/a.png"}}]},
               {"role":"model","parts":[{"functionCall":{"name":"find","args":{"q":1}}}]},
               {"role":"user","parts":[{"functionResponse":{"name":"find","response":{"found":true}}},{"functionResponse":{"name":"find","response":{"result":"plain"}}}]}],
             "safetySettings":[],"tools":[{"googleSearch":{}},{"functionDeclarations":[{"name":"find","parametersJsonSchema":{"type":"object"}}]}],"toolConfig":{"functionCallingConfig":{"mode":"AUTO"}},
             "generationConfig":{"candidateCount":1,"maxOutputTokens":50,"topP":0.5,"stopSequences":["END"],"thinkingConfig":{"thinkingBudget":1024},"responseMimeType":"application/json","responseJsonSchema":{"type":"object"},"temperature":0,"seed":7}}
            """,
            Assert.Single(server.Requests).Body);
    }

    [Fact]
    public async Task A_prompt_in_Geminis_own_shape_is_sent_as_it_stands()
    {
        await using StubModelServer server = new(Text("ok"));

        await Models.Of(Settings(server)).CompleteAsync(Requests.Of("""{"contents":[{"role":"user","parts":[{"text":"Hi"},{"inlineData":{"mimeType":"audio/wav","data":"AA"}}]}]}"""), TestContext.Current.CancellationToken);

        Json.Same("""{"contents":[{"role":"user","parts":[{"text":"Hi"},{"inlineData":{"mimeType":"audio/wav","data":"AA"}}]}]}""", Assert.Single(server.Requests).Body);
    }

    [Fact]
    public async Task Streamed_content_is_the_same_as_content_at_once_and_an_early_end_is_an_error()
    {
        string half = """data: {"candidates":[{"content":{"role":"model","parts":[{"text":"Zür"}]},"index":0}],"usageMetadata":{"promptTokenCount":4},"modelVersion":"g"}""" + "\r\n\r\n";
        string rest = """data: {"candidates":[{"content":{"role":"model","parts":[{"text":"ich"}]},"finishReason":"MAX_TOKENS","index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2},"modelVersion":"g"}""" + "\r\n\r\n";
        await using StubModelServer whole = new(new StubAnswer(half + rest) { ContentType = "text/event-stream" });
        await using StubModelServer cut = new(new StubAnswer(half) { ContentType = "text/event-stream" });

        ModelOutput output = await Models.Of(Settings(whole) with { IsStreamed = true }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);
        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(cut) with { IsStreamed = true }, new HurriedTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Equal(("Zürich", "length", new TokenUsage(4, 2)), (output.Text, output.FinishReason, output.Tokens));
        Assert.Equal("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", Assert.Single(whole.Requests).Path);
        Assert.Contains("ended before its last piece", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":4}}""", "refused the prompt (SAFETY)")]
    [InlineData("""{"candidates":[{"finishReason":"SAFETY","index":0}]}""", "with nothing (finish reason SAFETY)")]
    [InlineData("""{"candidates":[{"content":{"role":"model","parts":[{"text":"only thought","thought":true}]},"finishReason":"MAX_TOKENS"}]}""", "with nothing (finish reason MAX_TOKENS)")]
    [InlineData("""{"error":{"code":400,"message":"no"}}""", "with an error")]
    [InlineData("{}", "no generated content")]
    public async Task An_answer_200_that_says_nothing_is_an_error(string body, string told)
    {
        await using StubModelServer server = new(new StubAnswer(body));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server)).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains($"answered 200, but {told}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vertex_asks_with_the_token_of_a_users_credentials_and_keeps_it()
    {
        await using StubModelServer server = new(Answer);
        string path = _folder.Write("adc.json", $$"""{"type":"authorized_user","client_id":"id","client_secret":"canary-client-secret","refresh_token":"canary-refresh","quota_project_id":"my-project","token_uri":"{{server.Root}}/token"}""");
        ModelProvider provider = Models.Of(Vertex(server, path));

        Assert.Equal("ok", (await provider.CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken)).Text);
        Assert.Equal("ok", (await provider.CompleteAsync(Requests.Of("q"), TestContext.Current.CancellationToken)).Text);

        StubRequest[] requests = [.. server.Requests];
        Assert.Equal(["/token", "/v1/projects/my-project/locations/europe-west1/publishers/google/models/gemini-2.5-flash:generateContent", requests[1].Path], requests.Select(request => request.Path));
        Assert.Equal("grant_type=refresh_token&client_id=id&client_secret=canary-client-secret&refresh_token=canary-refresh", requests[0].Body.GetString());
        Assert.All(requests[1..], request => Assert.Equal("Bearer ya29.token", request.Headers["Authorization"]));
    }

    [Fact]
    public async Task Vertex_signs_for_a_service_account()
    {
        using RSA key = RSA.Create(2048);
        await using StubModelServer server = new(Answer);
        string path = _folder.Write("sa.json", JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account", ["project_id"] = "of-file", ["private_key_id"] = "k1", ["client_email"] = "a@b.invalid", ["private_key"] = key.ExportPkcs8PrivateKeyPem(), ["token_uri"] = server.Root + "/token",
        }));
        FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

        await Models.Of(Vertex(server, path) with { Model = "claude-sonnet-4-5@20250929", Project = "p1", Region = "global" }, time).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        StubRequest[] requests = [.. server.Requests];
        string assertion = Uri.UnescapeDataString(requests[0].Body.GetString()!.Split("assertion=")[1]);
        string[] parts = assertion.Split('.');
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Bytes(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Json.Same($$"""{"iss":"a@b.invalid","scope":"https://www.googleapis.com/auth/cloud-platform","aud":"{{server.Root}}/token","iat":1767225600,"exp":1767229200}""", JsonElement.Parse(Bytes(parts[1])));
        Assert.Equal("/v1/projects/p1/locations/global/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict", requests[1].Path);
        Json.Same("""{"max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"p"}]}],"anthropic_version":"vertex-2023-10-16"}""", requests[1].Body);
    }

    [Fact]
    public async Task Credentials_that_are_refused_are_an_error_without_them()
    {
        await using StubModelServer server = new(new StubAnswer("""{"error":"invalid_grant","echo":"canary-refresh-0123"}""", 400));
        string path = _folder.Write("adc.json", $$"""{"type":"authorized_user","client_id":"id","client_secret":"s","refresh_token":"canary-refresh-0123","token_uri":"{{server.Root}}/token"}""");

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Vertex(server, path) with { Project = "p" }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains("gave no access token", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    static StubAnswer Answer(StubRequest request) => request.Path switch
    {
        "/token" => new StubAnswer("""{"access_token":"ya29.token","expires_in":3599,"token_type":"Bearer"}"""),
        _ when request.Path.Contains("anthropic", StringComparison.Ordinal) => new StubAnswer("""{"type":"message","content":[{"type":"text","text":"ok"}],"stop_reason":"end_turn"}"""),
        _ => Text("ok"),
    };

    static byte[] Bytes(string base64Url) => Convert.FromBase64String(base64Url.Replace('-', '+').Replace('_', '/').PadRight((base64Url.Length + 3) / 4 * 4, '='));

    static ProviderSettings Settings(StubModelServer server) => new() { Name = "gemini", Type = "google", Model = "gemini-2.5-flash", BaseUrl = server.Root, ApiKeyEnv = "PTM_TEST_UNSET_KEY" };

    static ProviderSettings Vertex(StubModelServer server, string credentials) => new()
    {
        Name = "gemini", Type = "vertex", Model = "gemini-2.5-flash", BaseUrl = server.Root, ApiKeyEnv = "PTM_TEST_UNSET_KEY", Region = "europe-west1",
        Environment = new Dictionary<string, string> { ["GOOGLE_APPLICATION_CREDENTIALS"] = credentials },
    };

    static StubAnswer Text(string text) => new($$$"""{"candidates":[{"content":{"role":"model","parts":[{"text":"{{{text}}}"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1}}""");
}
