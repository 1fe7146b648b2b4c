using System.Text.Json;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Models.Bedrock;

namespace Ptm.Engine.Tests.Providers;

/// <summary>Bedrock's Converse, on the wire.</summary>
public sealed class BedrockTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_answer_carries_text_calls_tokens_and_finish_reason_and_the_request_is_signed()
    {
        await using StubModelServer server = new(new StubAnswer("""
            {"metrics":{"latencyMs":5},"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"s"}}},{"text":"Zürich"},{"toolUse":{"toolUseId":"t1","name":"find","input":{"amount":12.50}}}]}},
             "stopReason":"tool_use","usage":{"inputTokens":600,"cacheReadInputTokens":300,"cacheWriteInputTokens":100,"outputTokens":200,"totalTokens":1200}}
            """));
        string chat = """
            [{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"user","content":"Say!"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"find","arguments":"{\"q\":1}"}}]},{"role":"tool","tool_call_id":"c1","content":"found"}]
            """;
        ProviderSettings settings = Settings(server) with
        {
            Parameters = JsonElement.Parse("""{"max_tokens":50,"temperature":0.5,"top_p":0.9,"stop":"END","top_k":3,"tool_choice":"required","guardrailIdentifier":"g","inferenceModelType":"claude"}"""),
        };

        ModelOutput output = await Models.Of(settings).CompleteAsync(Requests.WithTools(chat, """[{"type":"function","function":{"name":"find","description":"d","parameters":{"type":"object"}}}]"""), TestContext.Current.CancellationToken);

        Assert.Equal(("Zürich", "tool_calls", new TokenUsage(1000, 200) { CachedPrompt = 300 }), (output.Text, output.FinishReason, output.Tokens));
        Assert.Equal("12.50", Assert.Single(output.ToolCalls).Arguments.GetProperty("amount").GetRawText());
        Assert.Equal("""{"finish_reason":"tool_use","reasoning":"Hm."}""", output.Metadata!.Value.GetRawText());
        StubRequest request = Assert.Single(server.Requests);
        Assert.Equal("/model/us.anthropic.claude-3-5-haiku-20241022-v1%3A0/converse", request.Path);
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-central-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$", request.Headers["Authorization"]);
        Assert.Equal("session-token", request.Headers["X-Amz-Security-Token"]);
        Json.Same(
            """
            {"system":[{"text":"Be brief."}],
             "messages":[{"role":"user","content":[{"text":"What?"},{"image":{"format":"png","source":{"bytes":"AAAA"}}},{"text":"Say!"}]},
               {"role":"assistant","content":[{"toolUse":{"toolUseId":"c1","name":"find","input":{"q":1}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"text":"found"}]}}]}],
             "inferenceConfig":{"maxTokens":50,"temperature":0.5,"topP":0.9,"stopSequences":["END"]},"guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"DRAFT"},
             "toolConfig":{"tools":[{"toolSpec":{"name":"find","description":"d","inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"any":{}}},"additionalModelRequestFields":{"top_k":3}}
            """,
            request.Body);
    }

    [Fact]
    public async Task A_schema_is_held_to_by_a_tool_and_a_key_of_Bedrock_is_a_bearers()
    {
        await using StubModelServer server = new(new StubAnswer("""{"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"answer","input":{"city":"Zürich"}}}]}},"stopReason":"tool_use","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}"""));
        ProviderSettings settings = Settings(server) with { Type = "bedrock:converse:amazon.nova-lite-v1:0", Model = null, Environment = new Dictionary<string, string> { ["AWS_BEARER_TOKEN_BEDROCK"] = "bedrock-api-key-abc" } };

        ModelOutput output = await Models.Of(settings).CompleteAsync(Requests.Of("p") with { ResponseFormat = JsonElement.Parse("""{"type":"object"}""") }, TestContext.Current.CancellationToken);

        Assert.Equal(("""{"city":"Zürich"}""", "stop", "Zürich"), (output.Text, output.FinishReason, output.Json!.Value.GetProperty("city").GetString()));
        StubRequest request = Assert.Single(server.Requests);
        Assert.Equal(("Bearer bedrock-api-key-abc", "/model/amazon.nova-lite-v1%3A0/converse"), (request.Headers["Authorization"], request.Path));
        Json.Same("""{"tools":[{"toolSpec":{"name":"answer","description":"Gives the answer.","inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"tool":{"name":"answer"}}}""", request.Body.GetProperty("toolConfig"));
    }

    [Theory]
    [InlineData("""{"message":"no such model"}""", "with an error")]
    [InlineData("""{"output":{"message":{"role":"assistant","content":[]}},"stopReason":"guardrail_intervened"}""", "with nothing (finish reason guardrail_intervened)")]
    [InlineData("""{"output":{}}""", "no conversation")]
    public async Task An_answer_200_that_says_nothing_is_an_error(string body, string told)
    {
        await using StubModelServer server = new(new StubAnswer(body));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server)).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains($"answered 200, but {told}", error.Message, StringComparison.Ordinal);
    }

    // The worked example of "Signing AWS API requests" in AWS's General Reference, with all its intermediate values.
    [Fact]
    public void The_signature_is_that_of_AWSs_own_example()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08") { Content = new ByteArrayContent([]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");

        SignatureV4.Sign(request, [], new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null), "us-east-1", "iam", new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            request.Headers.GetValues("Authorization").Single());
    }

    [Fact]
    public void Credentials_come_from_the_environment_or_a_profile_of_the_file()
    {
        string path = _folder.Write("credentials", "[default]\naws_access_key_id = D\naws_secret_access_key = d=\n\n# other\n[team]\naws_access_key_id=T\naws_secret_access_key=t\naws_session_token=s\n");
        AwsCredentials? Find(params (string Name, string Value)[] variables) =>
            AwsCredentials.Find(name => variables.Append(("AWS_SHARED_CREDENTIALS_FILE", path)).Where(variable => variable.Item1 == name).Select(variable => variable.Item2).FirstOrDefault());

        Assert.Equal(new("D", "d=", null), Find());
        Assert.Equal(new("T", "t", "s"), Find(("AWS_PROFILE", "team"), ("AWS_ACCESS_KEY_ID", "E"), ("AWS_SECRET_ACCESS_KEY", "e")));
        Assert.Equal(new("E", "e", null), Find(("AWS_ACCESS_KEY_ID", "E"), ("AWS_SECRET_ACCESS_KEY", "e")));
        Assert.Null(Find(("AWS_PROFILE", "nobody")));
    }

    static ProviderSettings Settings(StubModelServer server) => new()
    {
        Name = "b", Type = "bedrock", Model = "us.anthropic.claude-3-5-haiku-20241022-v1:0", BaseUrl = server.Root, Region = "eu-central-1",
        Environment = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE", ["AWS_SECRET_ACCESS_KEY"] = "secret-access-key", ["AWS_SESSION_TOKEN"] = "session-token", ["AWS_BEARER_TOKEN_BEDROCK"] = "" },
    };
}
