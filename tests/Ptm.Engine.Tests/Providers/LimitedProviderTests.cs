using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Tests.Providers;

public sealed class LimitedProviderTests
{
    static readonly ProviderSettings s_settings = new() { Name = "app", Type = "method" };

    [Fact]
    public async Task A_program_that_never_looks_at_its_token_is_ended_after_120_seconds_unless_told_otherwise()
    {
        FakeTimeProvider time = new();
        using ManualResetEventSlim release = new();
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        DelegateProvider blocking = new(
            "app",
            (string _, CancellationToken _) =>
            {
                started.SetResult();
                release.Wait(CancellationToken.None);
                return Task.FromResult("late");
            },
            time);

        Task<ModelOutput> answer = Models.Limited(blocking, s_settings, time).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);
        await started.Task;
        time.Advance(TimeSpan.FromSeconds(119));
        Assert.False(answer.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        PtmException error = await Assert.ThrowsAsync<PtmException>(() => answer);
        release.Set();

        Assert.Equal(DiagnosticCodes.ProviderTimeout, error.Diagnostics[0].Code);
        Assert.Contains("Provider 'app' did not answer within 120 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_passes_through_with_the_callers_token()
    {
        using CancellationTokenSource cancel = new();
        TaskCompletionSource<string> never = new();
        DelegateProvider provider = new("app", (string _, CancellationToken _) => never.Task, TimeProvider.System);

        Task<ModelOutput> answer = Models.Limited(provider, s_settings, TimeProvider.System).CompleteAsync(Requests.Of("p"), cancel.Token);
        await cancel.CancelAsync();

        OperationCanceledException canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal(cancel.Token, canceled.CancellationToken);
    }

    [Fact]
    public async Task Calls_beyond_the_limit_wait_also_across_catalogs_and_their_time_starts_when_they_do()
    {
        ProviderSettings two = s_settings with { Name = $"app-{Guid.NewGuid():N}", MaxConcurrency = 2 };
        int now = 0;
        int most = 0;
        TaskCompletionSource full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        FakeTimeProvider time = new();
        DelegateProvider counting = new(
            "app",
            async (string prompt, CancellationToken _) =>
            {
                int inside = Interlocked.Increment(ref now);
                InterlockedMax(ref most, inside);
                if (inside == 2)
                {
                    full.TrySetResult();
                }

                await release.Task;
                Interlocked.Decrement(ref now);
                return prompt;
            },
            time);
        LimitedProvider[] catalogs = [Models.Limited(counting, two, time), Models.Limited(counting, two, time)];

        Task<ModelOutput>[] answers = [.. Enumerable.Range(0, 10).Select(i => catalogs[i % 2].CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken))];
        await full.Task;
        time.Advance(TimeSpan.FromSeconds(119));
        release.SetResult();
        await Task.WhenAll(answers);

        Assert.Equal(2, most);
    }

    [Theory]
    [InlineData(0.0, null, "timeout_seconds must be above 0")]
    [InlineData(double.NaN, null, "timeout_seconds must be above 0")]
    [InlineData(null, 0, "max_concurrency must be 1 or more")]
    public void Limits_out_of_range_are_errors(double? timeout, int? concurrency, string told)
    {
        PtmException error = Assert.Throws<PtmException>(() => Models.Limited(new EchoProvider(TimeProvider.System), s_settings with { TimeoutSeconds = timeout, MaxConcurrency = concurrency }, TimeProvider.System));

        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (seen < value && Interlocked.CompareExchange(ref target, value, seen) is var before && before != seen)
        {
            seen = before;
        }
    }
}
