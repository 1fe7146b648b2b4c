using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Stores;

namespace Ptm.Server.Tests.Storage.Contracts;

/// <summary>What holds of counts of requests.</summary>
public abstract class UsageStoreContract
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract IUsageStore Usage { get; }

    private protected abstract FakeTimeProvider Time { get; }

    [Fact]
    public async Task Nothing_asked_for_counts_zero_and_has_no_last_request() =>
        Assert.Equal(new UsageMetrics { Lifetime = 0, Last30Days = 0, Last7Days = 0 }, await Usage.ReadAsync(UsageSubject.Prompt, "a", Token));

    [Fact]
    public async Task Requests_count_by_their_age()
    {
        await Usage.AddRequestAsync(UsageSubject.Prompt, "a", "ann", Token);
        Time.Advance(TimeSpan.FromDays(20));
        await Usage.AddRequestAsync(UsageSubject.Prompt, "a", "ann", Token);
        Time.Advance(TimeSpan.FromDays(9));
        await Usage.AddRequestAsync(UsageSubject.Prompt, "a", "bob", Token);
        DateTimeOffset last = Time.GetUtcNow();
        Assert.Equal(new UsageMetrics { Lifetime = 3, Last30Days = 3, Last7Days = 1, LastRequestAt = last }, await Usage.ReadAsync(UsageSubject.Prompt, "a", Token));
        Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(new UsageMetrics { Lifetime = 3, Last30Days = 2, Last7Days = 1, LastRequestAt = last }, await Usage.ReadAsync(UsageSubject.Prompt, "a", Token));
        Time.Advance(TimeSpan.FromDays(40));
        await Usage.AddRequestAsync(UsageSubject.Prompt, "a", "ann", Token);
        Assert.Equal(new UsageMetrics { Lifetime = 4, Last30Days = 1, Last7Days = 1, LastRequestAt = Time.GetUtcNow() }, await Usage.ReadAsync(UsageSubject.Prompt, "a", Token));
    }

    [Fact]
    public async Task Prompts_and_skills_of_one_name_count_apart()
    {
        await Usage.AddRequestAsync(UsageSubject.Prompt, "a", "ann", Token);
        await Usage.AddRequestAsync(UsageSubject.Skill, "b", "ann", Token);
        Assert.Equal(1, (await Usage.ReadAsync(UsageSubject.Prompt, "a", Token)).Lifetime);
        Assert.Equal(0, (await Usage.ReadAsync(UsageSubject.Skill, "a", Token)).Lifetime);
    }

    [Fact]
    public async Task A_run_that_an_application_made_is_taken_and_is_no_request()
    {
        InlineRun run = new() { ProviderLabel = Samples.Awkward, DurationMs = 12, InputKeys = ["question", Samples.Awkward], Success = false };
        await Usage.AddInlineRunAsync(UsageSubject.Skill, "a", "ann", run, Token);
        Assert.Equal(0, (await Usage.ReadAsync(UsageSubject.Skill, "a", Token)).Lifetime);
    }
}
