using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Cli.Tests;

/// <summary>A <c>ptm serve</c> with a token, whose provider <c>slow</c> never answers.</summary>
public sealed class ServedLibrary : IAsyncLifetime
{
    readonly Workspace _workspace = new();
    readonly StubModelServer _model = new(new StubAnswer("") { Hangs = true });
    readonly HttpClient _http = new();
    PtmProcess? _server;

    public string Url { get; private set; } = "";

    public string Token { get; private set; } = "";

    /// <summary>Ends when the provider <c>slow</c> was asked.</summary>
    public Task SlowAsked => _model.Asked;

    /// <summary>What a client's process needs to find the server.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["PTM_API_BASE_URL"] = Url, ["PTM_API_TOKEN"] = Token };

    public async ValueTask InitializeAsync()
    {
        _workspace.Write("ptm.yaml", $"providers: {{slow: {{type: openai, model: m, base_url: '{_model.BaseUrl}'}}}}\ncassettes: {{mode: off}}\n");
        Token = (await _workspace.RunAsync("token", "create", "--user", "ada", "--scope", "admin")).Out.Trim();
        _server = PtmProcess.Start(_workspace.Folder, ["serve", "--url", "http://127.0.0.1:0"]);
        Url = (await _server.LineWithAsync("Serving at")).Split(' ')[2];
        _http.BaseAddress = new(Url);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public async ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _http.Dispose();
        await _model.DisposeAsync();
        _workspace.Dispose();
    }

    public Task<JsonElement> GetAsync(string path) => _http.GetFromJsonAsync<JsonElement>("/api/v1" + path, TestContext.Current.CancellationToken);

    /// <summary>Creates a prompt, or its next version.</summary>
    public async Task<JsonElement> CreateAsync(object prompt)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync("/api/v1/prompts", prompt, TestContext.Current.CancellationToken);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, body);
        return JsonElement.Parse(body);
    }

    /// <summary>The server's runs with a label, the newest first.</summary>
    public async Task<JsonElement[]> RunsAsync(string label) =>
        [.. (await GetAsync("/runs?limit=500")).GetProperty("items").EnumerateArray().Where(run => run.TryGetProperty("label", out JsonElement own) && own.GetString() == label)];
}
