using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Ptm.Server.Storage;

/// <summary>What SQLite's errors mean to whoever asked.</summary>
internal static class SqliteErrors
{
    /// <summary>
    /// The error of a request: 507 when the disk is full, 413 when something is too large for a row, 503 for whatever else keeps the database from work.
    /// It goes to clients, so it names no path.
    /// </summary>
    public static PtmException OfRequest(SqliteException error) => (error.SqliteErrorCode, error.SqliteExtendedErrorCode) switch
    {
        (raw.SQLITE_FULL, _) => New(507, "The server's disk is full, so nothing was stored. Make room on it, then send the request again.", error),
        (raw.SQLITE_TOOBIG, _) => New(413, "This is too large for the server's database (1 GB an item). Send it in parts.", error),
        (raw.SQLITE_BUSY or raw.SQLITE_LOCKED, _) => New(503, "Another process holds the server's database, so nothing was stored. Send the request again later.", error),
        (raw.SQLITE_READONLY, _) => New(503, "The server's database cannot be written, so nothing was stored. Make its file and folder writable.", error),
        (raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB, _) => New(503, "The server's database is damaged. Restore it from a backup.", error),
        (_, int code) => New(503, $"The server's database cannot be read or written (SQLite error {code}). See that its disk works, then send the request again.", error),
    };

    /// <summary>The error of a file that could not be opened: it goes to whoever starts the server, and names the path.</summary>
    public static PtmException OfFile(string path, SqliteException error) => Unusable(
        error.SqliteErrorCode switch
        {
            raw.SQLITE_NOTADB => $"'{path}' is no SQLite database. Name another file, or move this one away.",
            raw.SQLITE_CORRUPT => $"The database '{path}' is damaged. Restore it from a backup, or name another file.",
            raw.SQLITE_FULL => $"The database '{path}' cannot be opened: its disk is full. Make room on it.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"The database '{path}' is held by another process. End that, or try again later.",
            raw.SQLITE_READONLY => $"The database '{path}' cannot be written: the file or its folder is read-only. Make both writable, or name another file.",
            _ when Directory.Exists(path) => $"'{path}' is a folder. Name a file in it for the database.",
            _ when !Directory.Exists(Path.GetDirectoryName(path)) => $"The database '{path}' cannot be created: its folder does not exist. Create the folder, or name another file.",
            raw.SQLITE_CANTOPEN => $"The database '{path}' cannot be opened or created: its folder is read-only, or this user may not write there. Make it writable, or name another file.",
            _ => $"The database '{path}' cannot be opened (SQLite error {error.SqliteExtendedErrorCode}). See that its disk works.",
        },
        error);

    /// <summary>The error of a file that is not to be used.</summary>
    public static PtmException Unusable(string message, Exception? error = null) => new(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, message), error);

    /// <summary>The error of a request that waited too long for a connection.</summary>
    public static PtmException TooManyReaders() => New(503, "The server's database is busy. Send the request again later.", null);

    static PtmException New(int status, string message, Exception? error) => new(new Diagnostic(DiagnosticCodes.ServerFailed, DiagnosticSeverity.Error, message), error) { Status = status };
}
