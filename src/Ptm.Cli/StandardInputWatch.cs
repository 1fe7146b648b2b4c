using System.Runtime.InteropServices;

namespace Ptm.Cli;

/// <summary>Notices that standard input closed: the program that started this one is gone, or wants it to stop.</summary>
internal static class StandardInputWatch
{
    // A script that does not heed the token, or a provider that hangs, must not keep the process alive.
    static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1.5);

    // For the rest of the process.
    static PosixSignalRegistration? s_deaf;

    /// <summary>A token that is cancelled when standard input closes or <paramref name="cancellationToken"/> is. It is there for the rest of the process.</summary>
    public static CancellationToken Start(CancellationToken cancellationToken)
    {
        // A terminal sends Ctrl-C to every process there is. The caller decides what it means: a verdict may be a moment away.
        s_deaf = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        CancellationTokenSource closed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        new Thread(() => WaitForEnd(closed)) { IsBackground = true, Name = "standard input" }.Start();
        return closed.Token;
    }

    static void WaitForEnd(CancellationTokenSource closed)
    {
        byte[] ignored = new byte[256];
        using Stream input = Console.OpenStandardInput();
        try
        {
            while (input.Read(ignored) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A broken pipe is a closed one.
        }

        new Thread(EndProcess) { IsBackground = true, Name = "end of the process" }.Start();
        closed.Cancel();
    }

    static void EndProcess()
    {
        Thread.Sleep(s_grace);
        Environment.Exit(ExitCodes.Cancelled);
    }
}
