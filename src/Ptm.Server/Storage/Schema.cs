using System.Globalization;
using System.Reflection;

namespace Ptm.Server.Storage;

/// <summary>The tables, and how an older file gets them: numbered scripts, each run once, all in one transaction.</summary>
internal static class Schema
{
    // "PTM1": a database of another program is not ours to change.
    const long ApplicationId = 0x50544D31;

    static readonly string[] s_scripts = [.. typeof(Schema).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("migrations/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The version that this program writes.</summary>
    public static int Newest => s_scripts.Length;

    /// <summary>Creates the tables, or brings them from an older version to <paramref name="version"/>.</summary>
    /// <exception cref="PtmException">The file is another program's, or a newer version of this one wrote it.</exception>
    public static void Migrate(SqliteSession session, SqliteFile file, int version)
    {
        // Looked at before anything is changed: the journal's mode is a change too.
        Version(session, file.Path);
        string mode = session.First("PRAGMA journal_mode = WAL", row => row.GetString(0)) ?? "";
        if (mode != "wal")
        {
            throw SqliteErrors.Unusable($"The database '{file.Path}' cannot have a write-ahead log (its journal is '{mode}'), which a local disk allows. Name a file on one.");
        }

        // Also when there is nothing to do: it tells whether the file can be written.
        session.BeginImmediate(file.BusyTimeout);
        try
        {
            for (int number = Version(session, file.Path); number < version; number++)
            {
                session.Run(Read(s_scripts[number]));
                session.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {number + 1}; PRAGMA application_id = {ApplicationId};"));
            }

            session.Run("COMMIT");
        }
        catch
        {
            if (session.InTransaction)
            {
                session.Run("ROLLBACK");
            }

            throw;
        }
    }

    static int Version(SqliteSession session, string path)
    {
        (long application, int version, bool hasTables) = session.First(
            "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version), EXISTS (SELECT 1 FROM sqlite_schema)",
            row => (row.GetInt64(0), row.GetInt32(1), row.GetBoolean(2)));
        if (application != ApplicationId && (application != 0 || version != 0 || hasTables))
        {
            throw SqliteErrors.Unusable($"'{path}' is a database of another program. Name another file.");
        }

        return version <= Newest
            ? version
            : throw SqliteErrors.Unusable(string.Create(CultureInfo.InvariantCulture, $"A newer version of ptm wrote the database '{path}' (schema {version}, this one knows {Newest}). Update ptm, or name another file."));
    }

    static string Read(string script)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(script) ?? throw new FileNotFoundException(script);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
