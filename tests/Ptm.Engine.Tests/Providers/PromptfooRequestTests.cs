using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Tests.Providers;

/// <summary>
/// What promptfoo sends for a provider and its config, and what it makes of the reply, is what we send and make; where it is not, the data say why.
/// The requests were taken from promptfoo itself, so they are also a second opinion on each wire format.
/// </summary>
public sealed class PromptfooRequestTests : IDisposable
{
    static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Providers", "conformance");
    static readonly string[] s_heads = ["authorization", "api-key", "x-api-key", "x-goog-api-key", "anthropic-version", "anthropic-beta", "x-own", "openai-organization"];

    static readonly JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Requests_and_answers_are_those_of_promptfoo()
    {
        JsonNode data = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(s_folder, "requests.json"), TestContext.Current.CancellationToken))!;
        JsonObject[] cases = [.. data["cases"]!.AsArray().Select(node => node!.AsObject())];
        (Regex Path, string Body)[] replies = [.. JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(s_folder, "replies.json"), TestContext.Current.CancellationToken))!.AsArray()
            .Select(reply => (new Regex(reply!["path"]!.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1)), reply["body"]!.ToJsonString()))];
        await using StubModelServer server = new(request => new StubAnswer(replies.First(reply => reply.Path.IsMatch(request.Path)).Body));

        CaseResult[] results = await RunAsync(server.Root, data["prompt"]!.ToJsonString(), cases);

        List<string> wrong = [];
        for (int number = 0; number < cases.Length; number++)
        {
            StubRequest? request = server.Requests.FirstOrDefault(request => request.Path.StartsWith($"/{number}/", StringComparison.Ordinal))
                ?? server.Requests.FirstOrDefault(request => request.Path.StartsWith("/ollama/", StringComparison.Ordinal) && request.Body.GetProperty("model").GetString() == Regex.Replace(cases[number]["id"]!.GetValue<string>(), "^ollama:(?:chat:|completion:)?", "", RegexOptions.None, TimeSpan.FromSeconds(1)));
            JsonObject ours = Ours(request, results[number]);
            JsonObject expected = Expected(cases[number]);
            if (!JsonNode.DeepEquals(expected, ours))
            {
                wrong.Add($"{number} {cases[number]["id"]}\n  expected {expected.ToJsonString(s_plain)}\n  but      {ours.ToJsonString(s_plain)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    async Task<CaseResult[]> RunAsync(string root, string prompt, JsonObject[] cases)
    {
        JsonArray providers = [.. cases.Select((entry, number) => (JsonNode)new JsonObject
        {
            ["id"] = entry["id"]!.DeepClone(),
            ["label"] = $"{number:000}",
            ["config"] = JsonNode.Parse((entry["config"]?.ToJsonString() ?? "{}").Replace("{base}", $"{root}/{number}", StringComparison.Ordinal)),
            ["env"] = JsonNode.Parse((entry["env"]?.ToJsonString() ?? "{}").Replace("{base}", $"{root}/{number}", StringComparison.Ordinal)),
        })];
        JsonObject environment = new() { ["OLLAMA_BASE_URL"] = root + "/ollama" };
        foreach (string name in (string[])["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AZURE_API_KEY", "GOOGLE_API_KEY", "GROQ_API_KEY", "MISTRAL_API_KEY", "OPENROUTER_API_KEY", "TOGETHER_API_KEY", "FIREWORKS_API_KEY", "CEREBRAS_API_KEY", "HF_TOKEN"])
        {
#pragma warning disable CA1308 // As the recorded keys are spelled.
            environment[name] = "key-of-" + name.ToLowerInvariant();
#pragma warning restore CA1308
        }

        string path = _folder.Write("promptfooconfig.json", new JsonObject
        {
            ["env"] = environment,
            ["prompts"] = new JsonArray(new JsonObject { ["raw"] = prompt, ["label"] = "p" }),
            ["providers"] = providers,
            ["tests"] = new JsonArray(new JsonObject { ["vars"] = new JsonObject() }),
        }.ToJsonString());
        using PtmEngine engine = PtmEngine.Open(path, new() { Cassettes = "off" });
        return [.. (await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken)).Results.OrderBy(result => result.Provider, StringComparer.Ordinal)];
    }

    static JsonObject Ours(StubRequest? request, CaseResult result)
    {
        JsonObject headers = [];
        foreach (string name in s_heads.Where(name => request?.Headers.ContainsKey(name) == true).Order(StringComparer.Ordinal))
        {
            headers[name] = request!.Headers[name];
        }

        ModelOutput? output = result.Output;
        return new JsonObject
        {
            ["path"] = request is null ? null : Regex.Replace(request.Path, "^/[a-z0-9]+", "", RegexOptions.None, TimeSpan.FromSeconds(1)),
            ["headers"] = headers,
            ["body"] = request is null ? null : JsonNode.Parse(request.Body.GetRawText()),
            ["output"] = output is null ? null : output.Json is { } json ? JsonNode.Parse(json.GetRawText()) : JsonValue.Create(output.Text),
            ["finish_reason"] = output?.FinishReason,
            ["prompt"] = output?.Tokens?.Prompt,
            ["completion"] = output?.Tokens?.Completion,
            ["error"] = result.Error?.Message,
        };
    }

    static JsonObject Expected(JsonObject entry)
    {
        JsonNode? response = entry["response"];
        JsonObject expected = new()
        {
            ["path"] = entry["request"]!["path"]!.DeepClone(),
            ["headers"] = entry["request"]!["headers"]!.DeepClone(),
            ["body"] = entry["request"]!["body"]!.DeepClone(),
            ["output"] = response!["output"]?.DeepClone(),
            ["finish_reason"] = response["finish_reason"]?.DeepClone(),
            ["prompt"] = (response["tokens"] as JsonObject)?["prompt"]?.DeepClone(),
            ["completion"] = (response["tokens"] as JsonObject)?["completion"]?.DeepClone(),
            ["error"] = null,
        };
        foreach ((string name, JsonNode? value) in entry["difference"] as JsonObject ?? [])
        {
            if (name != "why")
            {
                expected[name] = value?.DeepClone();
            }
        }

        return expected;
    }
}
