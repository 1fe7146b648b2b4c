using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Stores;
using Ptm.Server.Storage;

namespace Ptm.Server.Tests.Storage;

public sealed class InterleavingTests : IDisposable
{
    const int Cases = 12;

    static readonly Gen<Step> s_steps = Gen.OneOf(
        Gen.Int[0, Cases - 1].Array[1, 5].Select(indexes => (Step)new Add(indexes)),
        Gen.Select(Gen.Bool.Select(first => first ? "one" : "two"), Gen.Int[1, 3]).Select((worker, lease) => (Step)new Claim(worker, lease)),
        Gen.Select(Gen.Int[0, Cases + 1], Gen.Int[0, Cases]).Select((from, limit) => (Step)new Pending(from, limit)),
        Gen.Int[0, 3].Select(seconds => (Step)new Pass(seconds)),
        Gen.Int[0, Cases].Select(after => (Step)new Read(after)));

    readonly TempFolder _folder = new();

    [Fact]
    public async Task However_two_processes_interleave_no_result_is_lost_and_none_is_there_twice()
    {
        FakeTimeProvider time = new();
        await using SqliteDatabase first = SqliteDatabase.Open(_folder.Combine("ptm.db"));
        await using SqliteDatabase second = SqliteDatabase.Open(_folder.Combine("ptm.db"));
        IRunStore[] stores = [SqliteStores.Of(first, time).Runs, SqliteStores.Of(second, time).Runs];
        int run = 0;
        await Gen.Select(Gen.Int[0, 1], s_steps).Array[1, 30].SampleAsync(
            async steps =>
            {
                Model model = new(string.Create(CultureInfo.InvariantCulture, $"run {run++}"), time);
                await stores[0].AddAsync(Samples.Run(model.RunKey, time.GetUtcNow(), cases: Cases), Samples.Spec(), CancellationToken.None);
                foreach ((int process, Step step) in steps)
                {
                    await model.CheckAsync(stores[process], step);
                }

                foreach (IRunStore store in stores)
                {
                    await model.CheckAsync(store, new Read(0));
                    await model.CheckAsync(store, new Pending(0, Cases));
                }
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    public async Task Of_results_that_many_store_at_once_each_is_there_once()
    {
        await using SqliteDatabase first = SqliteDatabase.Open(_folder.Combine("ptm.db"));
        await using SqliteDatabase second = SqliteDatabase.Open(_folder.Combine("ptm.db"));
        IRunStore[] stores = [SqliteStores.Of(first, TimeProvider.System).Runs, SqliteStores.Of(second, TimeProvider.System).Runs];
        CancellationToken token = TestContext.Current.CancellationToken;
        await stores[0].AddAsync(Samples.Run("r1", DateTimeOffset.UnixEpoch, cases: 200), Samples.Spec(), token);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(writer => Task.Run(
            async () =>
            {
                // Every index comes from two writers, in another order.
                int[] indexes = [.. Enumerable.Range(0, 10).Select(number => ((writer % 20) * 10) + (writer < 20 ? number : 9 - number))];
                foreach (int index in indexes)
                {
                    await stores[writer % 2].AddResultsAsync("r1", [Samples.Result(index)], token);
                }
            },
            token)));
        List<StoredResult> results = await stores[0].ReadResultsAsync("r1", 0, token).ToListAsync(token);
        Assert.Equal(Enumerable.Range(0, 200), results.Select(result => result.Index).Order());
        Assert.Equal(Enumerable.Range(1, 200), results.Select(result => (int)result.Sequence));
        Assert.Equal(200, (await stores[1].FindAsync("r1", token))?.Summary.Passed);
    }

    public void Dispose() => _folder.Dispose();

    abstract record Step;

    sealed record Add(int[] Indexes) : Step;

    sealed record Claim(string Worker, int Seconds) : Step;

    sealed record Pending(int From, int Limit) : Step;

    sealed record Pass(int Seconds) : Step;

    sealed record Read(int After) : Step;

    /// <summary>What a run's store has to answer, in the simplest way.</summary>
    sealed class Model(string runKey, FakeTimeProvider time)
    {
        readonly List<int> _stored = [];
        string? _worker;
        DateTimeOffset _until;

        public string RunKey => runKey;

        public async Task CheckAsync(IRunStore store, Step step)
        {
            switch (step)
            {
                case Add add:
                    _stored.AddRange(add.Indexes.Distinct().Except(_stored).ToList());
                    Assert.Equal(_stored.Count, await store.AddResultsAsync(runKey, [.. add.Indexes.Select(index => Samples.Result(index))], CancellationToken.None));
                    break;
                case Claim claim:
                    bool mine = _worker is null || _worker == claim.Worker || _until <= time.GetUtcNow();
                    Assert.Equal(mine, await store.ClaimAsync(runKey, claim.Worker, TimeSpan.FromSeconds(claim.Seconds), CancellationToken.None));
                    (_worker, _until) = mine ? (claim.Worker, time.GetUtcNow().AddSeconds(claim.Seconds)) : (_worker, _until);
                    break;
                case Pending pending:
                    Assert.Equal(Enumerable.Range(0, Cases).Except(_stored).Where(index => index >= pending.From).Take(pending.Limit), await store.ReadPendingAsync(runKey, pending.From, pending.Limit, CancellationToken.None));
                    break;
                case Pass pass:
                    time.Advance(TimeSpan.FromSeconds(pass.Seconds));
                    break;
                case Read read:
                    Assert.Equal(_stored.Skip(read.After), await store.ReadResultsAsync(runKey, read.After, CancellationToken.None).Select(result => result.Index).ToListAsync());
                    break;
                default:
                    throw new InvalidOperationException();
            }
        }
    }
}
