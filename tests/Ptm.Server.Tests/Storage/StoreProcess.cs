using System.Diagnostics;

namespace Ptm.Server.Tests.Storage;

/// <summary>Starts <see cref="StoreProgram"/>.</summary>
internal sealed class StoreProcess : IDisposable
{
    public const string Verb = "store";

    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    readonly Process _process;

    StoreProcess(Process process) => _process = process;

    public static StoreProcess Start(string verb, string path, string name) => new(Process.Start(new ProcessStartInfo(
        Environment.ProcessPath!,
        [.. IsHost ? [typeof(StoreProcess).Assembly.Location] : Array.Empty<string>(), Verb, verb, path, name])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!);

    /// <summary>Reads lines until there are <paramref name="count"/>.</summary>
    public async Task<List<string>> ReadLinesAsync(int count, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        while (lines.Count < count && await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            lines.Add(line);
        }

        Assert.True(lines.Count == count || count == int.MaxValue, lines.Count < count && _process.HasExited ? await _process.StandardError.ReadToEndAsync(limit.Token) : "");
        return lines;
    }

    /// <summary>Ends the process at once, as a failing machine would, and reads what it had said.</summary>
    public async Task<List<string>> KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        return await ReadLinesAsync(int.MaxValue, cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    static bool IsHost => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
}
