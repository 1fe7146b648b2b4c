using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Ptm.Server.Storage;
using Ptm.Server.Tests.Contract;
using Ptm.Server.Tokens;

namespace Ptm.Server.Tests.Http;

/// <summary>A server over an empty library with a scripted model, and what it tells of itself.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    readonly TempFolder _folder = new();
    readonly List<HttpClient> _clients = [];
    bool _stopped;

    RunningServer()
    {
    }

    public PtmServer Server { get; private set; } = null!;

    public ScriptedModel Model { get; } = new();

    /// <summary>Every line of the log and every warning.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    public string Folder => _folder.Path;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RunningServer> StartAsync(Action<PtmServerOptions>? change = null)
    {
        RunningServer running = new();
        PtmServerOptions options = new()
        {
            Library = running.Folder,
            Database = running._folder.Combine("ptm.db"),
            Url = new("http://127.0.0.1:0"),
            Cassettes = "off",
            Engine = engine => ContractLibrary.AddProviders(engine, running.Model),
            OnRequest = running.Told.Enqueue,
            OnWarning = warning => running.Told.Enqueue(warning.ToString()),
        };
        change?.Invoke(options);
        running.Server = await PtmServer.StartAsync(options, Token);
        return running;
    }

    /// <summary>Makes a token, after which everybody needs one.</summary>
    public async Task<IssuedToken> IssueAsync(string name = "ann", TokenScope scope = TokenScope.Run, string? team = null)
    {
        await using SqliteDatabase database = SqliteDatabase.Open(Server.Database);
        return await new TokenStore(database, TimeProvider.System).CreateAsync(new() { Name = name, Scope = scope, Team = team }, Token);
    }

    public async Task RevokeAsync(IssuedToken token)
    {
        await using SqliteDatabase database = SqliteDatabase.Open(Server.Database);
        Assert.True(await new TokenStore(database, TimeProvider.System).RevokeAsync(token.Token.Principal.TokenId, Token));
    }

    /// <summary>A bare client, with a token or without.</summary>
    public HttpClient Http(string? token = null)
    {
        HttpClient http = new() { BaseAddress = Server.Url, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(http);
        return http;
    }

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public async Task StopAsync()
    {
        _stopped = true;
        Model.Release();
        await Server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await StopAsync();
        }

        _clients.ForEach(client => client.Dispose());
        _folder.Dispose();
    }
}
