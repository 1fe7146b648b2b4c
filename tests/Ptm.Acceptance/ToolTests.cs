using System.Diagnostics;
using Ptm.ProjectCreation;

namespace Ptm.Acceptance;

/// <summary>Ptm.Cli as a newcomer installs it.</summary>
public sealed class ToolTests : IDisposable
{
    readonly PackageFeed _feed;
    readonly TempFolder _folder = new();

    public ToolTests(PackageFeed feed)
    {
        _feed = feed;
        feed.Serve(_folder);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_tool_installs_makes_a_library_and_evaluates_it_offline()
    {
        (int installed, string text) = DotnetProcess.Run(_folder.Path, ["tool", "install", "Ptm.Cli", "--tool-path", "tools", "--version", _feed.Version]);
        Assert.True(installed == 0, text);

        Assert.Equal(0, Ptm("init", "library").ExitCode);
        (int exitCode, string output) = Ptm("eval", "-c", "library");

        Assert.True(exitCode == 0, output);
        Assert.Contains("2 passed, 0 failed, 0 errors, 0 unchecked", output, StringComparison.Ordinal);
    }

    (int ExitCode, string Output) Ptm(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(_folder.Combine(OperatingSystem.IsWindows() ? "tools/ptm.exe" : "tools/ptm"), arguments)
        {
            WorkingDirectory = _folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
