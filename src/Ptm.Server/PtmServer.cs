using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ptm.Engine;
using Ptm.Server.Http;
using Ptm.Server.Storage;
using Ptm.Server.Tokens;

namespace Ptm.Server;

/// <summary>A server of our own: an engine with a durable store, over HTTP.</summary>
public sealed class PtmServer : IAsyncDisposable
{
    static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(1.5);

    readonly PtmServerOptions _options;
    SqliteDatabase? _database;
    PtmEngine? _engine;
    WebApplication? _app;

    PtmServer(PtmServerOptions options) => _options = options;

    /// <summary>Absolute path of its database.</summary>
    public string Database => Path.GetFullPath(_options.Database);

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>True when no token was made yet at the start: everybody on this machine is its owner, and nobody else gets in.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>How many versions of prompts were added from the library's files at the start.</summary>
    public int ImportedVersions { get; private set; }

    /// <summary>Starts a server: opens or creates its database, imports the library's prompts, takes up runs that had not ended, and listens.</summary>
    /// <param name="options">How it works.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="PtmException">A file is wrong, the database cannot be used, or the address is taken.</exception>
    public static async Task<PtmServer> StartAsync(PtmServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        PtmServer server = new(options);
        try
        {
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends when the server was told to stop, by a signal or by <paramref name="cancellationToken"/>.</summary>
    public Task WaitAsync(CancellationToken cancellationToken = default) => _app!.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops: streams end, cases in flight are let go of, runs that have not ended go on at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync().ConfigureAwait(false);
        }

        if (_engine is not null)
        {
            await _engine.DisposeAsync().ConfigureAwait(false);
        }

        if (_database is not null)
        {
            await _database.DisposeAsync().ConfigureAwait(false);
        }
    }

    async Task StartAsync(CancellationToken cancellationToken)
    {
        DatabaseFolder.Create(Database);
        _database = SqliteDatabase.Open(Database);
        _engine = OpenEngine(_options, _database);
        ImportedVersions = await _engine.ImportAsync(cancellationToken).ConfigureAwait(false);
        TokenStore tokens = new(_database, _options.Time);
        IsOpen = !await tokens.AnyAsync(cancellationToken).ConfigureAwait(false);
        _app = Build(_options, _engine, _database, tokens, IsOpen);
        await ListenAsync(_app, _options.Url, cancellationToken).ConfigureAwait(false);
        Url = AddressOf(_app);
        _engine.StartWork();
    }

    static PtmEngine OpenEngine(PtmServerOptions options, SqliteDatabase database)
    {
        PtmEngineOptions engine = new()
        {
            MaxConcurrency = options.MaxConcurrency,
            Cassettes = options.Cassettes,
            OnWarning = options.OnWarning,
            Stores = SqliteStores.Of(database, options.Time, options.InlineUsageMetricsEnabled),
            Time = options.Time,
        };
        foreach (System.Reflection.Assembly assembly in options.ProviderAssemblies)
        {
            engine.ProviderAssemblies.Add(assembly);
        }

        options.Engine?.Invoke(engine);
        return PtmEngine.Open(options.Library, engine);
    }

    static WebApplication Build(PtmServerOptions options, PtmEngine engine, SqliteDatabase database, TokenStore tokens, bool isOpen)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "ptm" });
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_shutdown);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            Listen(kestrel, isOpen ? ThisMachine(options.Url) : options.Url);
        });
        WebApplication app = builder.Build();
        app.UseMiddleware<RequestLog>(options.OnRequest ?? (_ => { }), options.Time);
        app.UseMiddleware<Problems>(options.OnWarning ?? (_ => { }));
        app.UseRouting();
        new OperationMap(options.Routes, engine, new(tokens), options.Time, app.Lifetime.ApplicationStopping).Add(app);
        Health.Add(app, database);
        OpenApi.Add(app, options.Routes);
        app.UseEndpoints(_ => { });
        return app;
    }

    static void Listen(KestrelServerOptions kestrel, Uri url)
    {
        if (url.Host is "localhost")
        {
            kestrel.Listen(IPAddress.Loopback, url.Port);
        }
        else if (IPAddress.TryParse(url.Host.Trim('[', ']'), out IPAddress? address))
        {
            kestrel.Listen(address, url.Port);
        }
        else
        {
            throw Refusal.Of(0, DiagnosticCodes.InvalidValue, $"A server listens at localhost or at an IP address, such as 0.0.0.0 for every one of this machine, and this is '{CaseName.OneLine(url.Host)}'.");
        }
    }

    static Uri ThisMachine(Uri url) => url.IsLoopback ? url : new UriBuilder(url) { Host = "127.0.0.1" }.Uri;

    static async Task ListenAsync(WebApplication app, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw Refusal.Of(0, DiagnosticCodes.Unreachable, $"The server cannot listen at {url}: {e.Message} Another program may; --url takes another address.", e);
        }
    }

    static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
