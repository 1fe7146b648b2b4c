using System.Globalization;

namespace Ptm.Engine.Tests.Code;

/// <summary>Looks after processes by the ids that they wrote down themselves.</summary>
internal static class Processes
{
    public static async Task AssertEndedAsync(string pids, int atLeast)
    {
        int[] written = [.. (await File.ReadAllLinesAsync(pids, TestContext.Current.CancellationToken)).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Distinct()];
        Assert.True(written.Length >= atLeast, $"only {written.Length} processes wrote their id");
        await UntilAsync(() => !written.Any(IsAlive));
    }

    public static async Task UntilAsync(Func<bool> holds)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(20));
        while (!holds())
        {
            await Task.Delay(10, late.Token);
        }
    }

    // One that has ended and that nobody has asked for yet is dead all the same.
    static bool IsAlive(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
