namespace Ptm.Cli;

/// <summary>Finds out whether a file can be written before what it is to hold is paid for.</summary>
internal static class WritablePath
{
    /// <exception cref="PtmException">PTM3001: it could not be written.</exception>
    public static void Require(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw Refused(full, "it is a folder. Name a file in it", null);
        }

        // Folders that are missing are made once there is something to write.
        string folder = Path.GetDirectoryName(full) ?? full;
        while (!Directory.Exists(folder) && !File.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
        {
            folder = above;
        }

        try
        {
            File.Create(Path.Combine(folder, $".{Guid.NewGuid():n}.part"), 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(full, $"the folder {folder} takes no file. Name another", e);
        }
    }

    static PtmException Refused(string path, string why, Exception? inner) =>
        new(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"This file could not be written: {why}.", new(path)), inner);
}
