using System.Text.Json;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Code;
using Ptm.Engine.Providers;
using Ptm.Engine.Tests.Code;

namespace Ptm.Engine.Tests.Providers;

/// <summary>A service that says the key that it was sent makes an error, in whichever way it says it, and nothing that is shown or written holds it.</summary>
public sealed class RepeatedKeyTests
{
    const string Key = "sk-canary-0123456789";

    static readonly string s_escaped = string.Concat(Key.Select(letter => $"\\u{(int)letter:x4}"));

    public static TheoryData<string> Answers =>
    [
        Answer(Key),
        Answer(s_escaped),
        Answer(s_escaped.ToUpperInvariant().Replace("\\U", "\\u", StringComparison.Ordinal)),
        Answer(s_escaped.Replace("\\", "\\\\", StringComparison.Ordinal)),
        Answer(Key).Replace("\"content\"", "\"content\":\"a\",\"reasoning\"", StringComparison.Ordinal),
        Answer("a").Replace("\"content\":\"a\"", $$$$"""
            "content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{\"k\":\"{{{{s_escaped.Replace("\\", "\\\\", StringComparison.Ordinal)}}}}\"}"}}]
            """, StringComparison.Ordinal),
        Answer("a").Replace("\"content\":\"a\"", $$$"""
            "content":null,"tool_calls":[{"id":"{{{s_escaped}}}","type":"function","function":{"name":"f","arguments":"{}"}}]
            """, StringComparison.Ordinal),
        Answer("a").Replace("\"message\"", $$"""
            "logprobs":{"content":[{"token":"{{Key[..9]}}","logprob":-1},{"token":"{{Key[9..]}}","logprob":-1}]},"message"
            """, StringComparison.Ordinal),
        Answer("a").Replace("\"choices\"", $"\"model\":\"{s_escaped}\",\"choices\"", StringComparison.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task At_once(string body) => await RefusedAsync(new StubAnswer(body), settings => settings);

    [Fact]
    public async Task In_a_structured_answer() => await RefusedAsync(
        new StubAnswer(Answer($$"""{\"k\":\"{{s_escaped.Replace("\\", "\\\\", StringComparison.Ordinal)}}\"}""")),
        settings => settings with { Parameters = JsonElement.Parse("""{"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}}""") });

    [Theory]
    [InlineData("content")]
    [InlineData("reasoning_content")]
    public async Task In_pieces(string member)
    {
        string events = string.Concat(new[] { Key[..9], Key[9..] }.Select(half => $$$"""data: {"choices":[{"index":0,"delta":{"{{{member}}}":"{{{half}}}"}}]}""" + "\n\n"))
            + """data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n";

        await RefusedAsync(new StubAnswer(events) { ContentType = "text/event-stream" }, settings => settings with { IsStreamed = true });
    }

    [Theory]
    [InlineData("X-Gateway-Key", Key)]
    [InlineData("X-Gateway", "bearer " + Key)]
    [InlineData("X-Gateway", "Basic " + Key)]
    public async Task A_header_of_ones_own(string name, string value) => await RefusedAsync(
        new StubAnswer(Answer(s_escaped)), settings => settings with { ApiKeyEnv = "PTM_TEST_UNSET", Headers = new Dictionary<string, string> { [name] = value } });

    [Fact]
    public void The_variable_of_a_profile_is_taken_out_of_results_whatever_its_name_looks_like()
    {
        string name = $"MY_OAI_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(name, Key);
        try
        {
            ProviderSettings settings = new() { Name = "m", Type = "openai", ApiKeyEnv = name, Headers = new Dictionary<string, string> { ["x-team-key"] = "team-key-1", ["x-team"] = "blue" } };
            SecretFilter filter = new(Secrets.Known(keys: ProfileKeys.Of(settings)));

            Assert.Equal("*** *** blue", filter.TakenOutOf($"{Key} team-key-1 blue"));
            Assert.Equal(name, filter.NameIn(Key));
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    static string Answer(string content) => $$$"""{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"{{{content}}}"}}]}""";

    static async Task RefusedAsync(StubAnswer answer, Func<ProviderSettings, ProviderSettings> change)
    {
        using TempFolder folder = new();
        using KeyVariable variable = new(Key);
        await using StubModelServer server = new(answer);
        using CassetteStore store = new(folder.Path, CassetteMode.Auto);
        ProviderSettings settings = change(new() { Name = "m", Type = "openai", Model = "m", BaseUrl = server.BaseUrl, ApiKeyEnv = variable.Name });
        ProviderCatalog catalog = new(new Dictionary<string, ProviderSettings> { ["m"] = settings }, new Dictionary<string, IPromptProvider>(), store, Runners.Shared, TimeProvider.System);

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => catalog.Get("m", null).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));
        store.Save();

        Assert.Equal(DiagnosticCodes.ProviderFailed, error.Diagnostics[0].Code);
        Assert.Contains("repeated the API key in its answer", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories), file => file.EndsWith(".jsonl", StringComparison.Ordinal) && File.ReadAllText(file).Length > 0);
    }
}
