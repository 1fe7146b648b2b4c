using System.Security.Cryptography;
using Ptm.Engine.Code.Processes;

namespace Ptm.Engine.Code.Workers;

/// <summary>An interpreter that waits for calls; it answers one at a time.</summary>
internal sealed class Worker : IDisposable
{
    readonly ProcessGroup _group;
    readonly AnswerReader _answers;
    readonly TextTail _printed;
    readonly IReadOnlyDictionary<string, string> _environment;

    Worker(ProcessGroup group, string token, WorkerStart start, CodeLimits limits)
    {
        _group = group;
        _environment = start.Environment;
        _printed = TextTail.Of(group.Process.StandardError.BaseStream);
        _answers = new(group.Process.StandardOutput.BaseStream, token, limits);
    }

    public static Worker Start(WorkerStart start, CodeLimits limits)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return new(ProcessGroup.Start(start.Interpreter.Path, [.. start.Interpreter.Arguments, token], start.Folder, start.Environment), token, start, limits);
    }

    /// <summary>The answer to a request as JSON; null when the interpreter ended without one.</summary>
    /// <exception cref="InvalidDataException">The answer or what was printed is too long.</exception>
    public async Task<byte[]?> AskAsync(byte[] request, CancellationToken cancellationToken)
    {
        // A read of a pipe cannot be called off; the end of the program ends it.
        CancellationTokenRegistration registration = cancellationToken.Register(_group.Kill);
        await using (registration.ConfigureAwait(false))
        {
            byte[]? answer = await ExchangeAsync(request).WaitAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return answer;
        }
    }

    async Task<byte[]?> ExchangeAsync(byte[] request)
    {
        try
        {
            Stream input = _group.Process.StandardInput.BaseStream;
            await input.WriteAsync(request).ConfigureAwait(false);
            await input.FlushAsync().ConfigureAwait(false);
            return await _answers.ReadAsync().ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>How an interpreter that ended by itself did so, with the end of what it printed.</summary>
    public async Task<string> LastWordsAsync()
    {
        using CancellationTokenSource soon = new(TimeSpan.FromSeconds(1));
        try
        {
            await _group.Process.WaitForExitAsync(soon.Token).ConfigureAwait(false);
            _group.Kill();
            await _printed.Ended.WaitAsync(soon.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It closed its output and stays; it is ended all the same.
        }

        string printed = Secrets.TakenOutOf(_printed.ToString(), _environment);
        string code = _group.Process.HasExited ? $" with exit code {_group.Process.ExitCode}" : "";
        return $"its interpreter ended{code} before it answered{(printed.Length == 0 ? "" : $": {printed}")}";
    }

    public void Dispose() => _group.Dispose();
}
