using Ptm.Engine.Stores;
using Ptm.Server.Tests.Storage.Contracts;

namespace Ptm.Server.Tests.Storage;

public sealed class SqliteSkillsTests : SkillStoreContract, IAsyncDisposable
{
    readonly DatabaseFile _file = new();

    private protected override ISkillStore Skills => field ??= _file.Stores.Skills;

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
