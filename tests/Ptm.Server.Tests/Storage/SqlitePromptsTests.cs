using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Stores;
using Ptm.Server.Tests.Storage.Contracts;

namespace Ptm.Server.Tests.Storage;

public sealed class SqlitePromptsTests : PromptStoreContract, IAsyncDisposable
{
    readonly DatabaseFile _file = new();

    private protected override FakeTimeProvider Time => _file.Time;

    private protected override IPromptStore Prompts => field ??= _file.Stores.Prompts;

    [Fact]
    public async Task Versions_are_there_after_a_restart_and_the_database_itself_refuses_to_change_one()
    {
        await Prompts.AddAsync(Samples.Prompt(text: "one"), Samples.Ann, TestContext.Current.CancellationToken);
        await _file.ReopenAsync();
        Assert.Equal("one", (await _file.Stores.Prompts.FindAsync("support.refund", 1, TestContext.Current.CancellationToken))?.Prompt.Text);
        PtmException error = await Assert.ThrowsAsync<PtmException>(() => _file.Database.WriteAsync(session => session.Execute("UPDATE prompt_version SET hash = 'x'"), TestContext.Current.CancellationToken));
        Assert.Contains("never changed", error.InnerException?.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
