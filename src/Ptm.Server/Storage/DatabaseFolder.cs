namespace Ptm.Server.Storage;

/// <summary>The folder of a database.</summary>
internal static class DatabaseFolder
{
    /// <summary>Creates the folder of a database's file, for its owner alone.</summary>
    /// <exception cref="PtmException">It cannot be created.</exception>
    public static void Create(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        try
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"The database's folder cannot be created: {e.Message}", new(path)), e);
        }
    }
}
