namespace Ptm.Server.Tests.Contract;

public sealed class EngineOverFilesTests : ReadOnlyPtmContract
{
    private protected override Task<PtmSide> OpenAsync() => EngineSide.OpenAsync(isWritable: false);
}

public sealed class EngineInMemoryTests : WritablePtmContract
{
    private protected override Task<PtmSide> OpenAsync() => EngineSide.OpenAsync(isWritable: true);
}

public sealed class ServerOverDatabaseTests : WritablePtmContract
{
    private protected override Task<PtmSide> OpenAsync() => ServerSide.OpenAsync(isWritable: true);
}

public sealed class ServerOverFilesTests : ReadOnlyPtmContract
{
    private protected override Task<PtmSide> OpenAsync() => ServerSide.OpenAsync(isWritable: false);
}
