using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Ptm.Engine.Code.Processes;

/// <summary>
/// A program with all that it starts, which end together. Where the machine has <c>setsid</c> the program leads a group of its own, so that
/// those are found too whose parent has gone; elsewhere its descendants are. Ends what is left when this process ends.
/// </summary>
internal sealed partial class ProcessGroup : IDisposable
{
    const int SigKill = 9;

    static readonly string? s_setsid = OperatingSystem.IsLinux() ? ProgramSearch.Find("setsid", "/") : null;
    static readonly ConcurrentDictionary<ProcessGroup, bool> s_running = new();

    static ProcessGroup() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (ProcessGroup group in s_running.Keys)
        {
            group.Kill();
        }
    };

    readonly int _id;

    ProcessGroup(Process process)
    {
        (Process, _id) = (process, process.Id);
        s_running[this] = true;
    }

    public Process Process { get; }

    /// <summary>Starts a program with its three streams redirected.</summary>
    /// <param name="program">Full path of the program.</param>
    /// <param name="arguments">Its arguments, each as it stands.</param>
    /// <param name="folder">Its working directory.</param>
    /// <param name="environment">Variables besides this process's own.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static ProcessGroup Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(s_setsid ?? program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        if (s_setsid is not null)
        {
            start.ArgumentList.Add(program);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start) ?? throw new Win32Exception($"{program} was not started."));
    }

    /// <summary>Ends the program and all that it started, which cannot refuse.</summary>
    public void Kill()
    {
        try
        {
            Process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // It has ended by itself; what it left behind may not have.
        }

        if (s_setsid is not null)
        {
            _ = Kill(-_id, SigKill);
        }
    }

    public void Dispose()
    {
        Kill();
        s_running.TryRemove(this, out _);
        Process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
