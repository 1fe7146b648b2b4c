using System.Text.Json;

namespace Ptm.Engine.Tests.Providers;

/// <summary>What a promptfoo config says of a model, as it reaches the model's API.</summary>
public sealed class ProviderConfigTests : IDisposable
{
    const string Tools = """[{"type":"function","function":{"name":"find","description":"{{x}}"}}]""";

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tools_and_schemas_come_from_files_and_the_address_from_the_environment()
    {
        await using StubModelServer server = new(StubAnswer.Text("ok"));
        _folder.Write("tools.json", Tools);
        _folder.Write("more/format.yaml", "type: json_schema\njson_schema: { name: n, schema: file://more/schema.json }\n");
        _folder.Write("more/schema.json", """{"type":"object"}""");
        CaseResult[] results = await RunAsync($$$"""
            env: { BASE: "{{{server.BaseUrl}}}", FORMAT: more/format.yaml }
            prompts: ["{{ x }}"]
            providers:
              - { id: "openai:chat:m", label: one, config: { apiBaseUrl: "{{env.BASE}}", tools: "file://tools.json", response_format: "file://{{env.FORMAT}}", seed: 1 } }
              - { id: "openai:chat:m", label: several, config: { apiBaseUrl: "{{env.BASE}}", tools: ["file://tools.json", "file://tools.json"] } }
            tests: [{ vars: { x: a } }]
            """);

        Assert.All(results, result => Assert.Null(result.Error));
        JsonElement[] bodies = [.. server.Requests.Select(request => request.Body).OrderBy(body => body.GetProperty("tools").GetArrayLength())];
        Assert.Equal(Tools, bodies[0].GetProperty("tools").GetRawText());
        Assert.Equal("""{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}""", bodies[0].GetProperty("response_format").GetRawText());
        Assert.Equal(1, bodies[0].GetProperty("seed").GetInt32());
        Assert.Equal(2, bodies[1].GetProperty("tools").GetArrayLength());
    }

    [Fact]
    public async Task A_key_comes_from_the_provider_before_the_config_before_its_file_of_variables()
    {
        await using StubModelServer server = new(StubAnswer.Text("ok"));
        _folder.Write("keys.env", "OPENAI_API_KEY=sk-of-file-0123456789\nFILE_KEY='sk-named-in-file-0123'\nCONFIG_KEY=sk-of-file-too-0123\n");
        CaseResult[] results = await RunAsync($$$"""
            env: { CONFIG_KEY: sk-of-config-0123456789 }
            commandLineOptions: { envPath: keys.env }
            prompts: ["{{ x }}"]
            providers:
              - { id: "openai:chat:m", label: a, config: { apiBaseUrl: "{{{server.BaseUrl}}}", user: a } }
              - { id: "openai:chat:m", label: b, env: { OPENAI_API_KEY: sk-of-provider-0123456 }, config: { apiBaseUrl: "{{{server.BaseUrl}}}", user: b } }
              - { id: "openai:chat:m", label: c, config: { apiBaseUrl: "{{{server.BaseUrl}}}", apiKeyEnvar: FILE_KEY, user: c } }
              - { id: "openai:chat:m", label: d, config: { apiBaseUrl: "{{{server.BaseUrl}}}", apiKeyEnvar: CONFIG_KEY, user: d } }
            tests: [{ vars: { x: a } }]
            """);

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(
            ["a Bearer sk-of-file-0123456789", "b Bearer sk-of-provider-0123456", "c Bearer sk-named-in-file-0123", "d Bearer sk-of-config-0123456789"],
            server.Requests.Select(request => $"{request.Body.GetProperty("user").GetString()} {request.Headers["Authorization"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_YAML_prompt_that_a_loop_makes_reaches_the_model_as_messages()
    {
        await using StubModelServer server = new(StubAnswer.Text("ok"));
        _folder.Write("chat.yaml", "- role: system\n  content: be kind\n{% for item in items %}\n- role: user\n  content: 'item {{ item }}'\n{% endfor %}\n");
        CaseResult[] results = await RunAsync($$$"""
            prompts: ["file://chat.yaml", "- role: nobody: says\n this"]
            providers: [{ id: "openai:chat:m", config: { apiBaseUrl: "{{{server.BaseUrl}}}" } }]
            tests: [{ vars: { items: [[1, 2]] }, options: { disableVarExpansion: true } }]
            """);

        Assert.All(results, result => Assert.Null(result.Error));
        string[] messages = [.. server.Requests.Select(request => request.Body.GetProperty("messages").GetRawText()).OrderByDescending(text => text.Length)];
        Assert.Equal("""[{"role":"system","content":"be kind"},{"role":"user","content":"item 1,2"}]""", messages[0]);
        Assert.Equal("""[{"role":"user","content":"- role: nobody: says\n this"}]""", messages[1]);
    }

    [Fact]
    public void A_file_of_a_providers_config_that_is_not_there_is_an_error_at_its_place()
    {
        string path = _folder.Write("promptfooconfig.yaml", "prompts: [p]\nproviders: [{ id: 'openai:m', config: { tools: 'file://gone.json' } }]\ntests: [{ vars: {} }]\n");

        PtmException refused = Assert.Throws<PtmException>(() => PtmEngine.Open(path));

        Assert.Equal(DiagnosticCodes.FileNotFound, refused.Diagnostics[0].Code);
        Assert.Contains("gone.json", refused.Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Equal(2, refused.Diagnostics[0].Location!.Line);
    }

    [Fact]
    public void A_file_that_names_itself_is_an_error()
    {
        _folder.Write("a.json", """{"again":"file://a.json"}""");
        string path = _folder.Write("promptfooconfig.yaml", "prompts: [p]\nproviders: [{ id: 'openai:m', config: { tools: 'file://a.json' } }]\ntests: [{ vars: {} }]\n");

        Assert.Contains(Assert.Throws<PtmException>(() => PtmEngine.Open(path)).Diagnostics, finding => finding.Code == DiagnosticCodes.LimitExceeded);
    }

    async Task<CaseResult[]> RunAsync(string config)
    {
        string path = _folder.Write("promptfooconfig.yaml", config);
        using PtmEngine engine = PtmEngine.Open(path, new() { Cassettes = "off" });
        return [.. (await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken)).Results];
    }
}
