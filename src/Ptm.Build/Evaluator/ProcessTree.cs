using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Ptm.Build.Evaluator;

/// <summary>Ends a process with its descendants, on runtimes that know how and on the one that does not.</summary>
internal static class ProcessTree
{
    const int TaskKillLimitMs = 10_000;

    // netstandard2.0 does not have it; every .NET that runs `dotnet build` does.
    static readonly MethodInfo? s_killTree = typeof(Process).GetMethod(nameof(Process.Kill), [typeof(bool)]);

    public static void Kill(Process process)
    {
        try
        {
            if (s_killTree is not null)
            {
                s_killTree.Invoke(process, [true]);
            }
            else
            {
                // .NET Framework, so Windows.
                using Process? end = Process.Start(new ProcessStartInfo("taskkill", $"/T /F /PID {process.Id.ToString(CultureInfo.InvariantCulture)}") { UseShellExecute = false, CreateNoWindow = true });
                end?.WaitForExit(TaskKillLimitMs);
            }
        }
        catch (Exception e) when ((e is TargetInvocationException ? e.InnerException : e) is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }
}
