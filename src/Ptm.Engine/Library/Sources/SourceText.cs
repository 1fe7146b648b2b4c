using System.Text;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Sources;

/// <summary>Reads text files that a config names.</summary>
internal static class SourceText
{
    const int MaxBytes = 64 * 1024 * 1024;

    // A byte that is no UTF-8 would become another letter in prompt and check alike.
    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Opens a file for reading once from the start, a byte order mark left out.</summary>
    public static StreamReader Open(string path) => new(
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 * 1024, FileOptions.SequentialScan),
        s_utf8,
        detectEncodingFromByteOrderMarks: true,
        bufferSize: 32 * 1024);

    /// <summary>The whole text, its line ends as they are.</summary>
    /// <exception cref="PtmException">PTM3001: it cannot be read; PTM3002: it is not UTF-8; PTM3008: it is too large.</exception>
    public static string Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw Error(DiagnosticCodes.FileNotFound, $"{path} is a folder, and a file is needed here.", path);
            }

            long length = new FileInfo(path).Length;
            if (length > MaxBytes)
            {
                throw Error(DiagnosticCodes.LimitExceeded, $"{path} has {length} bytes; at most {MaxBytes} are read.", path);
            }

            using StreamReader reader = Open(path);
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException e)
        {
            throw Error(DiagnosticCodes.InvalidSyntax, $"{path} is not UTF-8; save it as UTF-8.", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error(DiagnosticCodes.FileNotFound, $"{path} cannot be read: {e.Message}", path, e);
        }
    }

    /// <summary>The whole text; null, with the finding at the place that names the file, where it cannot be had.</summary>
    public static string? Read(string path, FileReading file, YamlNode? at)
    {
        try
        {
            return Read(path);
        }
        catch (PtmException e)
        {
            file.Report(e.Diagnostics[0] with { Location = at?.In(file.Path) ?? new(file.Path) });
            return null;
        }
    }

    static PtmException Error(string code, string message, string path, Exception? inner = null) =>
        new(new Diagnostic(code, DiagnosticSeverity.Error, message, new(path)), inner);
}
