using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Ptm.Cli.Tests;

/// <summary>The real <c>ptm</c>, in an environment without what a test run or a build server puts there.</summary>
internal sealed class PtmProcess : IDisposable
{
    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    readonly StringBuilder _out = new();
    readonly StringBuilder _error = new();
    readonly Process _process;
    readonly List<(string Text, TaskCompletionSource<string> Line)> _awaited = [];

    PtmProcess(Process process) => _process = process;

    /// <summary>Most physical memory that was in use when a line of output arrived, in megabytes of a million bytes.</summary>
    public double PeakMegabytes { get; private set; }

    public static PtmProcess Start(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Start("dotnet", [Places.Program, .. arguments], folder, environment);

    /// <summary>Starts another program that starts <c>ptm</c>, such as one that gives it a terminal.</summary>
    public static PtmProcess Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string name in start.Environment.Keys.Where(IsOfTheCaller).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        PtmProcess started = new(new() { StartInfo = start });
        started._process.OutputDataReceived += (_, line) => started.Keep(started._out, line.Data);
        started._process.ErrorDataReceived += (_, line) => started.Keep(started._error, line.Data);
        started._process.Start();
        started._process.StandardInput.Close();
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Starts <c>ptm</c> so that it heeds Ctrl-C: a shell in the background ignores the signal, and what it starts would too.</summary>
    public static PtmProcess StartInterruptible(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Start("env", ["--default-signal=INT", "dotnet", Places.Program, .. arguments], folder, environment);

    /// <summary>What Ctrl-C sends.</summary>
    public void Interrupt() => Signal("INT");

    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The first line of standard output that holds <paramref name="text"/>, also one that is to come.</summary>
    public async Task<string> LineWithAsync(string text)
    {
        TaskCompletionSource<string> line = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_out)
        {
            if (_out.ToString().Split('\n').FirstOrDefault(written => written.Contains(text, StringComparison.Ordinal)) is { } written)
            {
                return written;
            }

            _awaited.Add((text, line));
        }

        try
        {
            return await line.Task.WaitAsync(s_limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"ptm {string.Join(' ', _process.StartInfo.ArgumentList)} did not print '{text}':\n{_out}\n{_error}", e);
        }
    }

    public async Task<PtmOutput> WaitAsync()
    {
        using CancellationTokenSource limit = new(s_limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"ptm {string.Join(' ', _process.StartInfo.ArgumentList)} did not end:\n{_out}\n{_error}", e);
        }

        return new(_process.ExitCode, _out.ToString(), _error.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    void Keep(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (text)
        {
            text.Append(line).Append('\n');
            foreach ((_, TaskCompletionSource<string> waiting) in text == _out ? _awaited.Where(awaited => line.Contains(awaited.Text, StringComparison.Ordinal)) : [])
            {
                waiting.TrySetResult(line);
            }
        }

        MeasureMemory();
    }

    // The kernel keeps the high-water mark, so what happened between two lines is in it.
    void MeasureMemory()
    {
        try
        {
            string? mark = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            if (mark is not null)
            {
                PeakMegabytes = Math.Max(PeakMegabytes, double.Parse(mark.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6);
            }
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    static bool IsOfTheCaller(string name) =>
        name.StartsWith("PTM_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)
        || Array.Exists(["GITHUB_", "RUNNER_", "AGENT_", "BUILD_", "CI_"], service => name.StartsWith(service, StringComparison.OrdinalIgnoreCase))
        || name is "TF_BUILD" or "CI" or "NO_COLOR" or "OPENAI_API_KEY" or "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";
}
