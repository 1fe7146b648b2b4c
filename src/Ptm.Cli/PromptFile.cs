namespace Ptm.Cli;

/// <summary>A prompt file on the disk.</summary>
internal static class PromptFile
{
    /// <summary>Writes the whole file or none.</summary>
    /// <exception cref="PtmException">PTM3001: it cannot be written.</exception>
    public static void Write(string path, string yaml)
    {
        // Another extension than .yaml: a library that is read meanwhile must not find it.
        string part = $"{path}.{Guid.NewGuid():n}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(part, yaml);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"The file cannot be written: {e.Message.Replace(part, path, StringComparison.Ordinal)}", new(path)), e);
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
