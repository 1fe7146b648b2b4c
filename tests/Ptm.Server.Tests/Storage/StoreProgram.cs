using System.Collections.Concurrent;
using Ptm.Engine.Stores;
using Ptm.Server.Storage;

namespace Ptm.Server.Tests.Storage;

/// <summary>Another process that uses a database: it prints what was acknowledged, when it was.</summary>
internal static class StoreProgram
{
    const int AtOnce = 8;

    public static async Task<int> RunAsync(string[] arguments)
    {
        (string verb, string path, string name) = (arguments[0], arguments[1], arguments[2]);
        await using SqliteDatabase database = SqliteDatabase.Open(path);
        IRunStore runs = SqliteStores.Of(database, TimeProvider.System).Runs;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number => verb == "add" ? AddAsync(runs, $"{name}-{number}") : ClaimAsync(runs, name)));
        return 0;
    }

    // Until it is killed.
    static async Task AddAsync(IRunStore runs, string name)
    {
        for (int i = 0; ; i++)
        {
            string key = $"{name}-{i}";
            await runs.AddAsync(Samples.Run(key, TimeProvider.System.GetUtcNow()), Samples.Spec(), CancellationToken.None);
            Console.WriteLine(key);
            await runs.AddResultsAsync(key, [Samples.Result(0), Samples.Result(3)], CancellationToken.None);
            Console.WriteLine(key + " has results");
        }
    }

    static async Task ClaimAsync(IRunStore runs, string worker)
    {
        while (await runs.ReadUnclaimedAsync(100, CancellationToken.None) is { Count: > 0 } open)
        {
            foreach (string key in open)
            {
                // A worker of a thread of its own would be another one: within one worker a claim is prolonged.
                if (s_mine.TryAdd(key, true) && await runs.ClaimAsync(key, worker, TimeSpan.FromHours(1), CancellationToken.None))
                {
                    Console.WriteLine(key);
                }
            }
        }
    }

    static readonly ConcurrentDictionary<string, bool> s_mine = new(StringComparer.Ordinal);
}
