using Ptm.Engine;

namespace Ptm.Xunit.TestAssembly;

/// <summary>The programs that prompts of the tests run on.</summary>
public static class Programs
{
    static readonly Lock s_gate = new();
    static int s_running;
    static int s_most;
    static int s_peak;

    /// <summary>A program found by its attribute.</summary>
    [PtmProvider("triage")]
    public static string Triage(string ticket) => ticket.Contains("parcel", StringComparison.Ordinal) ? "shipping" : "person";

    /// <summary>Answers when as many calls as the prompt says are in flight together, with the most there ever were.</summary>
    [PtmProvider("crowd")]
    public static async Task<string> Crowd(string prompt, CancellationToken cancellationToken)
    {
        int running = Interlocked.Increment(ref s_running);
        try
        {
            int most;
            while ((most = Volatile.Read(ref s_most)) < running)
            {
                Interlocked.CompareExchange(ref s_most, running, most);
            }

            while (Volatile.Read(ref s_most) < int.Parse(prompt, System.Globalization.CultureInfo.InvariantCulture))
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
            }

            return Volatile.Read(ref s_most).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        finally
        {
            Interlocked.Decrement(ref s_running);
        }
    }

    /// <summary>Never answers; leaves a file in the folder that the prompt names when it starts, and one when it has been cancelled.</summary>
    [PtmProvider("hang")]
    public static async Task<string> Hang(string folder, CancellationToken cancellationToken)
    {
        string call = Path.GetRandomFileName();
        await File.WriteAllTextAsync(Path.Combine(folder, call + ".started"), "", CancellationToken.None);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return "";
        }
        finally
        {
            await File.WriteAllTextAsync(Path.Combine(folder, call + ".ended"), "", CancellationToken.None);
        }
    }

    /// <summary>Never answers and never looks at a token.</summary>
    [PtmProvider("deaf")]
    public static async Task<string> Deaf(string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "deaf.started"), "", CancellationToken.None);
        await Task.Delay(Timeout.Infinite, CancellationToken.None);
        return "";
    }

    /// <summary>Never answers, and keeps its thread.</summary>
    [PtmProvider("blocks")]
    public static string Block(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "blocks.started"), "");
        Thread.Sleep(Timeout.Infinite);
        return "";
    }

    /// <summary>Answers at once, with a file that says so.</summary>
    [PtmProvider("starts")]
    public static string Start(string folder)
    {
        File.WriteAllText(Path.Combine(folder, Path.GetRandomFileName() + ".started"), "");
        return folder;
    }

    /// <summary>Answers with the most calls that were ever in flight together.</summary>
    [PtmProvider("peak")]
    public static async Task<string> Peak(string prompt, CancellationToken cancellationToken)
    {
        int running = Interlocked.Increment(ref s_running);
        int peak;
        while ((peak = Volatile.Read(ref s_peak)) < running)
        {
            Interlocked.CompareExchange(ref s_peak, running, peak);
        }

        await Task.Delay(20, cancellationToken);
        Interlocked.Decrement(ref s_running);
        return Volatile.Read(ref s_peak).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Answers when the file is there that the prompt names.</summary>
    [PtmProvider("released")]
    public static async Task<string> Released(string file, CancellationToken cancellationToken)
    {
        while (!File.Exists(file))
        {
            await Task.Delay(5, cancellationToken);
        }

        return "released";
    }

    /// <summary>Takes the last line out of the file that the prompt names, if it has not been taken yet.</summary>
    [PtmProvider("shortens")]
    public static string Shorten(string file)
    {
        lock (s_gate)
        {
            File.WriteAllLines(file, File.ReadAllLines(file).Where(line => !line.Contains("goes", StringComparison.Ordinal)));
            return "done";
        }
    }

    [PtmEngineSetup]
    internal static void SetUp(PtmEngineOptions options)
    {
        if (Environment.GetEnvironmentVariable("SETUP_FAILS") is { } message)
        {
            throw new InvalidOperationException(message);
        }

        if (Environment.GetEnvironmentVariable("SETUP_SERVER") is { } url)
        {
            options.Server = new PtmClient(new(url), "any");
        }

        options.AddProvider("app", (prompt, _) => Task.FromResult($"The app says: {prompt}"));
    }
}
