using Ptm.Engine.Stores;
using Ptm.Server.Storage;
using Ptm.Server.Tokens;

namespace Ptm.Server.Tests.Contract;

/// <summary>A client, a socket on loopback and a server: over an SQLite database, or over files that are read-only.</summary>
internal sealed class ServerSide : PtmSide
{
    readonly List<PtmClient> _clients = [];
    PtmServer _server = null!;

    public override string Owner => "owner";

    public override IPtm Ptm => _clients[0];

    public static async Task<PtmSide> OpenAsync(bool isWritable)
    {
        ServerSide side = new();
        ContractLibrary.Write(side.Folder);
        Directory.CreateDirectory(side.Folder.Combine("empty"));
        side._server = await PtmServer.StartAsync(
            new()
            {
                Library = side.Folder.Combine(isWritable ? "empty" : "library"),
                Database = side.Folder.Combine("ptm.db"),
                Url = new("http://127.0.0.1:0"),
                Cassettes = "off",
                Engine = options =>
                {
                    ContractLibrary.AddProviders(options, side.Model);
                    options.Stores = isWritable ? options.Stores : null;
                },
            },
            TestContext.Current.CancellationToken);
        await side.AsAsync(new() { Name = side.Owner, IsAdmin = true });
        if (isWritable)
        {
            await ContractLibrary.CreateAsync(side.Folder, side.Ptm, TestContext.Current.CancellationToken);
        }

        return side;
    }

    public override async Task<IPtm> AsAsync(PtmCaller caller)
    {
        await using SqliteDatabase database = SqliteDatabase.Open(_server.Database);
        IssuedToken token = await new TokenStore(database, TimeProvider.System).CreateAsync(
            new() { Name = caller.Name, Team = caller.Team, Scope = caller.IsAdmin ? TokenScope.Admin : TokenScope.Run },
            TestContext.Current.CancellationToken);
        PtmClient client = new(_server.Url, token.Plain);
        _clients.Add(client);
        return client;
    }

    public override async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _server.DisposeAsync();
        await base.DisposeAsync();
    }
}
