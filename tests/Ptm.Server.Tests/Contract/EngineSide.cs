using Ptm.Engine;
using Ptm.Engine.Stores;

namespace Ptm.Server.Tests.Contract;

/// <summary>The engine in process: over files that are read-only, or over a store in memory.</summary>
internal sealed class EngineSide : PtmSide
{
    readonly PtmEngine _engine;

    EngineSide(bool isWritable)
    {
        ContractLibrary.Write(Folder);
        PtmEngineOptions options = new() { Cassettes = "off", Stores = isWritable ? PtmStores.InMemory() : null };
        ContractLibrary.AddProviders(options, Model);
        Directory.CreateDirectory(Folder.Combine("empty"));
        _engine = PtmEngine.Open(Folder.Combine(isWritable ? "empty" : "library"), options);
    }

    public override string Owner => PtmCaller.Local.Name;

    public override IPtm Ptm => _engine;

    public static async Task<PtmSide> OpenAsync(bool isWritable)
    {
        EngineSide side = new(isWritable);
        if (isWritable)
        {
            await ContractLibrary.CreateAsync(side.Folder, side.Ptm, TestContext.Current.CancellationToken);
        }

        return side;
    }

    public override Task<IPtm> AsAsync(PtmCaller caller) => Task.FromResult(_engine.As(caller));

    public override async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await base.DisposeAsync();
    }
}
