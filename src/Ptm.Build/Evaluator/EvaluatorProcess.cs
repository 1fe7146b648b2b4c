using System;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;

namespace Ptm.Build.Evaluator;

/// <summary>
/// The evaluator at work. It never outlives the build: it is ended with everything it started when the build is cancelled or its time is over,
/// and it ends itself when its standard input closes, which happens however the build dies.
/// </summary>
internal sealed class EvaluatorProcess : IDisposable
{
    /// <summary>Names the server that evaluates in place of this machine.</summary>
    public const string ServerVariable = "PTM_API_BASE_URL";

    const int LastLines = 10;

    static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);
    static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    // It tells the server to stop.
    static readonly TimeSpan s_serverFarewell = TimeSpan.FromSeconds(1.5);

    // What a shell sees of a program that Ctrl-C or a request to end has ended.
    static readonly int[] s_interrupted = [130, 143];

    readonly Process _process;
    readonly ConcurrentQueue<string> _errors = new();
    readonly ManualResetEventSlim _errorsEnded = new();
    readonly BlockingCollection<string> _lines = new(new ConcurrentQueue<string>());

    EvaluatorProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Receive(line.Data);
        _process.ErrorDataReceived += (_, line) => Remember(line.Data);
    }

    /// <summary>The end of a sentence: what it last wrote to standard error.</summary>
    public string LastWords => _errors.IsEmpty ? ", and said nothing." : ":" + Environment.NewLine + string.Join(Environment.NewLine, _errors);

    public static EvaluatorProcess Start(EvaluatorProgram program, string responseFile)
    {
        EvaluatorProcess started = new(new()
        {
            StartInfo = new(program.Host, $"exec \"{program.Path}\" \"@{responseFile}\"")
            {
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                StandardErrorEncoding = Encoding.UTF8,
            },
        });
        try
        {
            started._process.Start();
        }
        catch (Win32Exception e)
        {
            started.Dispose();
            throw new EvaluatorException($"'{program.Host}' cannot be started: {e.Message}. Install the .NET SDK, or set DOTNET_HOST_PATH to it.", e);
        }

        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Whether somebody stopped it, as a terminal's Ctrl-C does with all that runs in it.</summary>
    public bool WasInterrupted => _process.HasExited && s_interrupted.Contains(_process.ExitCode);

    /// <summary>Reads until the verdict.</summary>
    /// <returns>The verdict; null when the program ended without one.</returns>
    /// <exception cref="EvaluatorException">The time was over.</exception>
    public EvaluatorMessage? Follow(TimeSpan limit, Action<EvaluatorMessage> report, Func<bool> isCancelled)
    {
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan? ended = null;
        while (!_lines.IsCompleted)
        {
            if (watch.Elapsed > limit)
            {
                Kill();
                throw new EvaluatorException($"The evaluator was ended after {limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s. Raise PtmTimeoutSeconds, or look for a provider or script that hangs.");
            }

            if (_lines.TryTake(out string? line, s_tick))
            {
                EvaluatorMessage message = EvaluatorMessage.Read(line);
                if (message.Type == EvaluatorMessage.End)
                {
                    EndSoon();
                    return message;
                }

                report(message);
            }
            else if (isCancelled() && _process.HasExited)
            {
                return null;
            }
            else if (_process.HasExited && watch.Elapsed - (ended ??= watch.Elapsed) > s_grace)
            {
                // Something it started holds its output open.
                return null;
            }
        }

        if (!isCancelled())
        {
            EndSoon();
            _errorsEnded.Wait(s_grace);
        }

        return null;
    }

    /// <summary>Ends the program and everything it started, within two seconds: it is asked to, since it alone knows all that it started and which server works for it; then it has to.</summary>
    public void Kill()
    {
        AskToEnd(Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } ? s_serverFarewell : s_farewell);
        ProcessTree.Kill(_process);
    }

    public void Dispose()
    {
        _process.Dispose();
        _lines.Dispose();
        _errorsEnded.Dispose();
    }

    // It ends itself when its standard input closes.
    void AskToEnd(TimeSpan limit)
    {
        try
        {
            _process.StandardInput.Close();
            _process.WaitForExit((int)limit.TotalMilliseconds);
        }
        catch (Exception e) when (e is InvalidOperationException or System.IO.IOException)
        {
            // It has ended.
        }
    }

    void EndSoon()
    {
        // A thread of the program under test may keep the process alive.
        if (!_process.WaitForExit((int)s_grace.TotalMilliseconds))
        {
            Kill();
        }
    }

    void Receive(string? line)
    {
        try
        {
            if (line is null)
            {
                _lines.CompleteAdding();
            }
            else
            {
                _lines.Add(line);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
        {
            // It came after the verdict; nobody reads any more.
        }
    }

    void End()
    {
        try
        {
            _errorsEnded.Set();
        }
        catch (ObjectDisposedException)
        {
            // As above.
        }
    }

    void Remember(string? line)
    {
        if (line is null)
        {
            End();
            return;
        }

        _errors.Enqueue(line);
        while (_errors.Count > LastLines && _errors.TryDequeue(out _))
        {
        }
    }
}
