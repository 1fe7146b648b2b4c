namespace Ptm.Server.Storage;

/// <summary>The folder of a database.</summary>
internal static class DatabaseFolder
{
    const string Own = ".ptm";

    /// <summary>Creates the folder of a database's file. In a folder <c>.ptm</c>, which belongs into a repository, the database is left out of it.</summary>
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

        if (Path.GetFileName(folder) == Own)
        {
            Ignore(Path.Combine(folder, ".gitignore"), Path.GetFileName(path) + "*");
        }
    }

    static void Ignore(string file, string pattern)
    {
        try
        {
            string text = File.Exists(file) ? File.ReadAllText(file) : "";
            if (!text.Split('\n').Select(line => line.Trim()).Any(line => line == pattern || line == "*"))
            {
                File.AppendAllText(file, $"{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}# A server's database: digests of tokens, prompts, results.\n{pattern}\n");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The database works without it.
        }
    }
}
