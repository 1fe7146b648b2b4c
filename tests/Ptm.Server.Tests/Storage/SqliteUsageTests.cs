using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Stores;
using Ptm.Server.Storage;
using Ptm.Server.Tests.Storage.Contracts;

namespace Ptm.Server.Tests.Storage;

public sealed class SqliteUsageTests : UsageStoreContract, IAsyncDisposable
{
    readonly DatabaseFile _file = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected override FakeTimeProvider Time => _file.Time;

    private protected override IUsageStore Usage => field ??= _file.Stores.Usage;

    [Fact]
    public async Task Counts_that_are_switched_off_are_all_null()
    {
        IUsageStore off = SqliteStores.Of(_file.Database, Time, usageMetricsEnabled: false).Usage;
        await off.AddRequestAsync(UsageSubject.Prompt, "a", "ann", Token);
        Assert.Equal(new UsageMetrics(), await off.ReadAsync(UsageSubject.Prompt, "a", Token));
        Assert.Equal(1, (await Usage.ReadAsync(UsageSubject.Prompt, "a", Token)).Lifetime);
    }

    [Fact]
    public async Task Of_a_run_that_an_application_made_the_names_of_inputs_are_stored()
    {
        InlineRun run = new() { ProviderLabel = "mine", DurationMs = 12, InputKeys = ["question", "it's \"quoted\""], Success = true };
        await Usage.AddInlineRunAsync(UsageSubject.Skill, "a", "ann", run, Token);
        (string Keys, string Provider, long Duration, bool Success) stored = await _file.Database.ReadAsync(
            session => session.First("SELECT group_concat(value, '|'), provider_label, duration_ms, success FROM inline_run, json_each(input_keys)", row => (row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetBoolean(3))),
            Token);
        Assert.Equal(("question|it's \"quoted\"", "mine", 12, true), stored);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
