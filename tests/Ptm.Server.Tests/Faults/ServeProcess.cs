using System.Diagnostics;
using System.Text;

namespace Ptm.Server.Tests.Faults;

/// <summary>The real <c>ptm serve</c>, in an environment without what a test run or a build server puts there.</summary>
internal sealed class ServeProcess : IDisposable
{
    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    readonly Process _process;
    readonly StringBuilder _said = new();
    readonly TaskCompletionSource<Uri> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);

    ServeProcess(Process process) => _process = process;

    public Uri Url { get; private set; } = null!;

    public int Id => _process.Id;

    /// <summary>Starts a server and waits until it serves.</summary>
    /// <param name="program">Path of <c>ptm.dll</c>, or of an executable.</param>
    /// <param name="folder">The library's folder, in which the database is too.</param>
    /// <param name="arguments">More arguments.</param>
    public static async Task<ServeProcess> StartAsync(string program, string folder, params string[] arguments)
    {
        bool isLibrary = program.EndsWith(".dll", StringComparison.Ordinal);
        ProcessStartInfo start = new(isLibrary ? "dotnet" : program, [.. isLibrary ? [program] : Array.Empty<string>(), "serve", "--url", "http://127.0.0.1:0", "--database", Path.Combine(folder, "ptm.db"), "--cassettes", "off", .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(IsOfTheCaller).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PTM_COUNTED_KEY"] = "scripted-key";
        ServeProcess serve = new(new() { StartInfo = start });
        serve._process.OutputDataReceived += (_, line) => serve.Read(line.Data);
        serve._process.ErrorDataReceived += (_, line) => serve.Read(line.Data);
        serve._process.Start();
        serve._process.BeginOutputReadLine();
        serve._process.BeginErrorReadLine();
        try
        {
            serve.Url = await serve._url.Task.WaitAsync(s_limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The server does not serve:\n{serve._said}", e);
        }

        return serve;
    }

    /// <summary>Ends the process at once, as a failing machine would (SIGKILL).</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    void Read(string? line)
    {
        const string Serving = "Serving at ";
        lock (_said)
        {
            _said.AppendLine(line);
        }

        if (line?.StartsWith(Serving, StringComparison.Ordinal) == true)
        {
            _url.TrySetResult(new(line[Serving.Length..].Split(' ')[0]));
        }
    }

    static bool IsOfTheCaller(string name) =>
        name.StartsWith("PTM_", StringComparison.Ordinal) || name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal) || name is "CI";
}
