using System.Diagnostics;

namespace Ptm.Core.Tests.Client;

public sealed class AotTests
{
    [Fact]
    public async Task The_client_works_compiled_ahead_of_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/gcc"), "Compiling ahead of time needs gcc.");
        using TempFolder folder = new();
        string rid = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier.StartsWith("linux", StringComparison.Ordinal) && Environment.Is64BitProcess
            && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "linux-arm64" : "linux-x64";

        // Outside the repository's own bin and obj, and with a lock file of its own: the compiler's version is the SDK's.
        (int code, string output) = await RunAsync(
            "dotnet",
            ["publish", Path.Combine(Repository.Root, "tests/Ptm.Aot"), "-r", rid, "-c", "Release", "-v", "q", "-nologo", "--artifacts-path", folder.Path, "-p:PublishAot=true", "-p:RestoreLockedMode=false"],
            new() { ["MSBUILDDISABLENODEREUSE"] = "1", ["CI"] = "" });
        Assert.True(code == 0, output);

        await using PlayedServer server = new(PlayedPtm.Answer);
        string program = Path.Combine(folder.Path, "publish/Ptm.Aot", "release_" + rid, "Ptm.Aot");
        (code, output) = await RunAsync(program, [], new() { [PtmConnection.BaseUrlVariable] = server.Url.ToString(), [PtmConnection.TokenVariable] = PlayedPtm.Token });

        Assert.Equal("1 Running\n2 Completed\nCompleted Passed Hello\nmy_team.summarizer\nx 90\n422 PTM3004\naot\n", output);
        Assert.Equal(0, code);
    }

    static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, Dictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(10));
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
