using System.Diagnostics;

namespace Ptm.Server.Tests.Storage;

/// <summary>A disk in memory of a given size, on machines that let a test mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    readonly TempFolder _folder = new();
    readonly bool _mounted;

    public SmallDisk(int megabytes)
    {
        _mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", _folder.Path);
        if (!_mounted)
        {
            _folder.Dispose();
            Assert.Skip("This machine does not let a test mount a disk: run it as root on Linux.");
        }
    }

    public string Combine(string name) => _folder.Combine(name);

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", _folder.Path));

    public void Dispose()
    {
        if (_mounted)
        {
            Run("umount", _folder.Path);
            _folder.Dispose();
        }
    }

    static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
