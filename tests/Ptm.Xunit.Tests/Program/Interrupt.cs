using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Ptm.Xunit.Tests.Program;

/// <summary>A run of the test program that is interrupted, as by Ctrl-C.</summary>
public sealed record Interrupt
{
    /// <summary>From the interrupt to the end of the program.</summary>
    public required TimeSpan Took { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>Name, status and message of each test that has a result.</summary>
    public required IReadOnlyList<(string Name, string Status, string Message)> Results { get; init; }

    /// <summary>Runs methods until the folder has so many files that end in <c>.started</c>, and interrupts then.</summary>
    public static async Task<Interrupt> RunAsync(TempFolder folder, int started, string[] methods, params (string Name, string Value)[] environment)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "An interrupt is a signal.");
        string reports = folder.Combine("results");
        ProcessStartInfo start = TestProgram.StartInfo(folder.Path, environment);
        if (OperatingSystem.IsLinux())
        {
            // Tests that a shell runs in the background ignore interrupts, and so would what they start.
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add(start.FileName);
            start.FileName = "env";
        }

        foreach (string argument in (string[])[.. methods.SelectMany(method => (string[])["--filter-method", "*." + method]), "--report-xunit-ctrf", "--report-xunit-ctrf-filename", "run.json", "--results-directory", reports])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        StringBuilder output = new();
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.BeginOutputReadLine();
        while (Directory.GetFiles(folder.Path, "*.started").Length < started)
        {
            Assert.False(process.HasExited, $"The program ended before it was interrupted: {output}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        long interrupted = Stopwatch.GetTimestamp();
        Assert.Equal(0, kill(process.Id, 2));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        TimeSpan took = Stopwatch.GetElapsedTime(interrupted);
        JsonElement report = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(reports, "run.json"), TestContext.Current.CancellationToken));
        return new()
        {
            Took = took,
            ExitCode = process.ExitCode,
            Results =
            [
                .. report.GetProperty("results").GetProperty("tests").EnumerateArray().Select(test =>
                    (test.GetProperty("name").GetString()!, test.GetProperty("status").GetString()!, test.TryGetProperty("message", out JsonElement message) ? message.GetString()! : "")),
            ],
        };
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int kill(int process, int signal);
}
