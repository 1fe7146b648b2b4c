using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

/// <summary>The evaluator waits for a model that never answers; it must not outlive the build.</summary>
public sealed class CancellationTests : IDisposable
{
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    readonly TempFolder _folder = new();
    readonly TcpListener _model = new(IPAddress.Loopback, 0);

    public CancellationTests() => _model.Start();

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_cancelled_build_takes_the_evaluator_along()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds the process in /proc and sends a signal.");
        using DotnetProcess build = StartBuild();
        using TcpClient call = await AcceptAsync();
        using Process evaluator = Evaluator();

        Signal("INT", build.Id);

        (int exitCode, _) = build.WaitForExit();
        Assert.NotEqual(0, exitCode);
        await EndAsync(evaluator);
    }

    [Fact]
    public async Task Ctrl_C_in_a_terminal_ends_the_evaluator_and_what_it_started_within_two_seconds_and_is_no_error()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends a signal to a group of processes.");
        ProjectCreator project = GatedProject.Create(_folder, prompt: null, project => project
            .Property("PtmCassettes", "off")
            .File("slow.py", """
                import pathlib, subprocess, time
                def call_api(prompt, options, context):
                    child = subprocess.Popen(["sleep", "300"])
                    pathlib.Path("child.new").write_text(str(child.pid))
                    pathlib.Path("child.new").rename("child.pid")
                    time.sleep(300)

                """)
            .File("promptfooconfig.yaml", "prompts: [hello]\nproviders: [file://slow.py]\ntests: [{ vars: { x: 1 } }]\n"));
        using DotnetProcess build = DotnetProcess.StartGroup(project.Folder, [.. GatedProject.GateAlone, .. ProjectCreator.CommonOptions(_folder.Combine("build.binlog"))]);
        int child = await ReadAsync(Path.Combine(project.Folder, "child.pid"));
        using Process evaluator = Evaluator();

        long signalled = Stopwatch.GetTimestamp();
        Signal("INT", -build.Id);
        while (IsRunning(evaluator.Id) || IsRunning(child))
        {
            // Two seconds where the machine has nothing else to do.
            Assert.True(Stopwatch.GetElapsedTime(signalled) < TimeSpan.FromSeconds(6), "They outlived the build.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"ended after {Stopwatch.GetElapsedTime(signalled).TotalMilliseconds:0} ms");
        (int exitCode, string text) = build.WaitForExit();
        Assert.NotEqual(0, exitCode);
        Assert.DoesNotContain("error PTM", text, StringComparison.Ordinal);
        Assert.DoesNotContain("error MSB", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_that_is_killed_takes_the_evaluator_along()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds the process in /proc.");
        using DotnetProcess build = StartBuild();
        using TcpClient call = await AcceptAsync();
        using Process evaluator = Evaluator();

        build.Kill();

        await EndAsync(evaluator);
    }

    [Fact]
    public async Task An_evaluation_that_takes_too_long_is_ended_with_an_error()
    {
        ProjectCreator project = Project();

        bool succeeded = project.TryRun(out BuildOutput output, [.. GatedProject.GateAlone, "-p:PtmTimeoutSeconds=10"]);

        Assert.False(succeeded);
        Assert.Equal("PTM4010", Assert.Single(output.Errors).Code);
        Assert.Contains("ended after 10 s", output.Errors[0].Message, StringComparison.Ordinal);
        using TcpClient call = await AcceptAsync();
        Assert.True(await IsClosedAsync(call));
    }

    DotnetProcess StartBuild()
    {
        ProjectCreator project = Project();
        return DotnetProcess.Start(project.Folder, [.. GatedProject.GateAlone, .. ProjectCreator.CommonOptions(_folder.Combine("build.binlog"))]);
    }

    ProjectCreator Project()
    {
        int port = ((IPEndPoint)_model.LocalEndpoint).Port;
        return GatedProject.Create(
            _folder,
            GatedProject.Refund.Replace("[echo]", "[silent]", StringComparison.Ordinal),
            project => project.Property("PtmCassettes", "off").File("ptm.yaml", string.Create(CultureInfo.InvariantCulture, $$"""
                providers:
                  silent: { type: openai, model: none, base_url: "http://127.0.0.1:{{port}}/v1" }

                """)));
    }

    async Task<TcpClient> AcceptAsync()
    {
        using CancellationTokenSource limit = Limit();
        return await _model.AcceptTcpClientAsync(limit.Token);
    }

    static async Task<int> ReadAsync(string path)
    {
        using CancellationTokenSource limit = Limit();
        while (!File.Exists(path))
        {
            await Task.Delay(50, limit.Token);
        }

        return int.Parse(await File.ReadAllTextAsync(path, limit.Token), CultureInfo.InvariantCulture);
    }

    // What has ended and was not asked for its exit code yet is still listed, as a zombie.
    static bool IsRunning(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    static async Task EndAsync(Process evaluator)
    {
        using CancellationTokenSource limit = Limit();
        await evaluator.WaitForExitAsync(limit.Token);
    }

    static CancellationTokenSource Limit()
    {
        CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        return limit;
    }

    static async Task<bool> IsClosedAsync(TcpClient call)
    {
        byte[] request = new byte[4096];
        try
        {
            while (await call.GetStream().ReadAsync(request, TestContext.Current.CancellationToken) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset by a process that was killed.
        }

        return true;
    }

    // It works in the project's folder, and no other dotnet there runs ptm.dll.
    Process Evaluator()
    {
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                if (File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName.StartsWith(_folder.Path, StringComparison.Ordinal) == true
                    && File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0').Any(argument => argument.EndsWith("/ptm.dll", StringComparison.Ordinal)))
                {
                    return Process.GetProcessById(int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // A process of somebody else, or one that has just ended.
            }
        }

        throw new InvalidOperationException("The evaluator called the model and does not run.");
    }

    static void Signal(string name, int process)
    {
        using Process kill = Process.Start("kill", [$"-{name}", "--", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
