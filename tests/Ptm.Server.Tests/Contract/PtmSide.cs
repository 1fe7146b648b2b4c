using Ptm.Engine.Stores;

namespace Ptm.Server.Tests.Contract;

/// <summary>One way to an <see cref="IPtm"/>, with a scripted model behind it.</summary>
internal abstract class PtmSide : IAsyncDisposable
{
    protected TempFolder Folder { get; } = new();

    public ScriptedModel Model { get; } = new();

    /// <summary>Name of the owner.</summary>
    public abstract string Owner { get; }

    /// <summary>The product as its owner sees it.</summary>
    public abstract IPtm Ptm { get; }

    /// <summary>The product as somebody else sees it.</summary>
    public abstract Task<IPtm> AsAsync(PtmCaller caller);

    public virtual ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
