using System.Text;
using Ptm.Cli.BuildServices;

namespace Ptm.Cli.Output;

/// <summary>Standard output as UTF-8, and what a terminal on its other side can show.</summary>
internal sealed class StandardOutput : IDisposable
{
    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    readonly StreamWriter _stream = new(Console.OpenStandardOutput(), s_utf8, 4096) { NewLine = "\n" };

    public StandardOutput() => Out = CurrentService.Value == BuildService.None ? _stream : new CommandFreeWriter(_stream);

    /// <summary>Where text goes. What would be a command to the build service around it is none any more.</summary>
    public TextWriter Out { get; }

    /// <summary>What may be a command to a build service.</summary>
    public TextWriter Commands => _stream;

    /// <summary>Progress goes to standard error, so that a pipe gets results alone.</summary>
    public TextWriter Progress { get; } = Console.IsErrorRedirected ? TextWriter.Null : Console.Error;

    public bool HasColor { get; } = !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    public bool HasProgress { get; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    public void Dispose()
    {
        Out.Dispose();
        _stream.Dispose();
    }
}
