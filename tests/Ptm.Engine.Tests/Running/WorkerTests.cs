using System.Collections.Concurrent;
using Ptm.Engine.Running.Claims;

namespace Ptm.Engine.Tests.Running;

public class WorkerTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_breaks_for_a_while_is_looked_at_again_and_what_broke_is_told()
    {
        BreakingDesk desk = new(new InvalidDataException("a page of the store is torn"));
        await using Worker worker = new(desk);

        worker.Start();

        Assert.Equal("the only piece", await desk.Done.Task.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Equal("The store failed: InvalidDataException: a page of the store is torn", Assert.Single(desk.Told).Message);
    }

    /// <summary>A desk whose store breaks at the first look and has one piece of work at the second.</summary>
    sealed class BreakingDesk(Exception first) : IClaimDesk
    {
        int _looks;

        public TaskCompletionSource<string> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<Diagnostic> Told { get; } = [];

        public int MostAtOnce => 1;

        public TimeProvider Time => TimeProvider.System;

        public Action<Diagnostic> Warn => Told.Enqueue;

        public Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _looks) == 1 ? Task.FromException<IReadOnlyList<string>>(first) : Task.FromResult<IReadOnlyList<string>>(Done.Task.IsCompleted ? [] : ["the only piece"]);

        public Task<bool> ClaimAsync(string id, string worker, TimeSpan lease, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task GoOnAsync(Claim claim)
        {
            Done.TrySetResult(claim.Id);
            return Task.CompletedTask;
        }
    }
}
