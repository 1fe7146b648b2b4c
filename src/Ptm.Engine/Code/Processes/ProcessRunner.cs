using System.ComponentModel;
using System.Text;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Code.Processes;

/// <summary>Runs a program to its end, under limits, and leaves nothing of it behind.</summary>
internal static class ProcessRunner
{
    // What a program left running may hold the stream open; it has been ended by then.
    static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    /// <exception cref="PtmException">It cannot be started, or wrote more than it may (PTM4001).</exception>
    /// <exception cref="OperationCanceledException">The caller ended it; it and all that it started are ended.</exception>
    public static async Task<ProgramResult> RunAsync(ProgramStart start, CodeLimits limits, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ProcessGroup group = Start(start);
        CancellationTokenRegistration registration = cancellationToken.Register(group.Kill);
        await using (registration.ConfigureAwait(false))
        {
            TextTail errors = TextTail.Of(group.Process.StandardError.BaseStream);
            Task<byte[]?> output = ReadAsync(group.Process.StandardOutput.BaseStream, limits.ResultLength, group.Kill);
            await WriteAsync(group.Process.StandardInput, start.Input).ConfigureAwait(false);
            await group.Process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            int exitCode = group.Process.ExitCode;
            if (await Task.WhenAny(output, Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None)).ConfigureAwait(false) != output)
            {
                group.Kill();
            }

            byte[]? bytes = await output.WaitAsync(s_lastWords, CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (bytes is null)
            {
                throw Fault.Of(DiagnosticCodes.ProviderFailed, $"'{start.Shown}' wrote more than {limits.ResultLength / 1024 / 1024} MB and was ended.");
            }

            await Task.WhenAny(errors.Ended, Task.Delay(s_lastWords, CancellationToken.None)).ConfigureAwait(false);
            return new(exitCode, Encoding.UTF8.GetString(bytes), Secrets.TakenOutOf(errors.ToString(), start.Environment));
        }
    }

    static ProcessGroup Start(ProgramStart start)
    {
        try
        {
            return ProcessGroup.Start(start.Program, start.Arguments, start.Folder, start.Environment);
        }
        catch (Win32Exception refused)
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"'{start.Shown}' could not be started: {refused.Message}", inner: refused);
        }
    }

    static async Task<byte[]?> ReadAsync(Stream stream, int limit, Action end)
    {
        using MemoryStream kept = new();
        byte[] chunk = new byte[65_536];
        try
        {
            while (await stream.ReadAsync(chunk).ConfigureAwait(false) is > 0 and int read)
            {
                if (kept.Length + read > limit)
                {
                    end();
                    return null;
                }

                await kept.WriteAsync(chunk.AsMemory(0, read)).ConfigureAwait(false);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // It has ended.
        }

        return kept.ToArray();
    }

    static async Task WriteAsync(StreamWriter writer, string input)
    {
        try
        {
            await writer.WriteAsync(input).ConfigureAwait(false);
            writer.Close();
        }
        catch (IOException)
        {
            // A program need not read what it is given.
        }
    }
}
