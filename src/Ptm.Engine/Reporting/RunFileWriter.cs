namespace Ptm.Engine.Reporting;

/// <summary>Writes a run as JSON (schema <c>ptm.run/1</c>): its figures, and each result with its checks, ordered by test, prompt and provider.</summary>
public static class RunFileWriter
{
    /// <summary>Writes <paramref name="run"/> to <paramref name="path"/>: the whole file or none.</summary>
    /// <exception cref="PtmException">PTM3001: the file cannot be written.</exception>
    public static async Task WriteAsync(RunResult run, string path, CancellationToken cancellationToken = default)
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
                await PtmJson.WriteFileAsync(stream, run, cancellationToken).ConfigureAwait(false);
            }

            File.Move(part, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"The run file cannot be written: {e.Message.Replace(part, target, StringComparison.Ordinal)}", new(target)), e);
        }
        finally
        {
            // Where the folder is none, deleting what never came to be would throw over the error that matters.
            if (File.Exists(part))
            {
                File.Delete(part);
            }
        }
    }
}
