namespace Ptm.Engine.Reporting;

/// <summary>A report in a file, whose name tells the format.</summary>
public static class ReportFile
{
    /// <summary>The extensions that tell a format, for messages.</summary>
    public const string Extensions = ".html, .json, .md, .csv, .sarif or .xml";

    /// <summary>The format that a path's extension stands for; null for none: <c>.html</c>, <c>.htm</c>, <c>.json</c>, <c>.md</c>, <c>.markdown</c>, <c>.csv</c>, <c>.sarif</c>, and <c>.xml</c> for JUnit.</summary>
    public static ReportFormat? FormatOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".HTML" or ".HTM" => ReportFormat.Html,
            ".JSON" => ReportFormat.Json,
            ".MD" or ".MARKDOWN" => ReportFormat.Markdown,
            ".CSV" => ReportFormat.Csv,
            ".SARIF" => ReportFormat.Sarif,
            ".XML" => ReportFormat.JUnit,
            _ => null,
        };
    }

    /// <summary>Writes the report of <paramref name="run"/> to <paramref name="path"/>: the whole file or none.</summary>
    /// <param name="run">The run, with its results.</param>
    /// <param name="format">In which format.</param>
    /// <param name="path">The file; one that is there is replaced, and its folder is made.</param>
    /// <param name="folder">Folder that places are shown relative to when they lie in it; null for the one that all files of the run share.</param>
    /// <param name="cancellationToken">Ends the writing, and leaves no file.</param>
    /// <exception cref="PtmException">PTM3001: the file cannot be written.</exception>
    public static async Task WriteAsync(RunResult run, ReportFormat format, string path, string? folder = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string target = Path.GetFullPath(path);
        string part = $"{target}.{Guid.NewGuid():n}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            FileStream stream = new(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024, useAsync: false);
            await using (stream.ConfigureAwait(false))
            {
                await RunReport.WriteAsync(run, format, stream, folder, cancellationToken).ConfigureAwait(false);
            }

            File.Move(part, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(format, target, part, e);
        }
        finally
        {
            DeletePart(part);
        }
    }

    internal static PtmException Unwritable(ReportFormat format, string target, string part, Exception cause) => new(
        new Diagnostic(
            DiagnosticCodes.FileNotFound,
            DiagnosticSeverity.Error,
            $"The {(format == ReportFormat.Json ? "run file" : "report")} cannot be written: {cause.Message.Replace(part, target, StringComparison.Ordinal)}",
            new(target)),
        cause);

    internal static void DeletePart(string part)
    {
        // Where the folder is none, deleting what never came to be would throw over the error that matters.
        if (File.Exists(part))
        {
            File.Delete(part);
        }
    }
}
