using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Ptm.Server.Storage;

/// <summary>A connection with its prepared statements, for one thread at a time. Statements are constants: values go in as parameters.</summary>
internal sealed class SqliteSession(string connectionString) : IDisposable
{
    readonly SqliteConnection _connection = new(connectionString);
    readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>False also when SQLite gave a transaction up by itself, as it may do on a full disk.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    public void Open() => _connection.Open();

    /// <summary>Begins a transaction as the only writer of all processes.</summary>
    /// <exception cref="SqliteException">Another had it for all of <paramref name="atMost"/>.</exception>
    public void BeginImmediate(TimeSpan atMost)
    {
        // Many short waits: SQLite's own long one polls ten times a second, and loses to a process that writes all the time.
        raw.sqlite3_busy_timeout(_connection.Handle, 20);
        long start = Stopwatch.GetTimestamp();
        int code;
        do
        {
            code = raw.sqlite3_exec(_connection.Handle, "BEGIN IMMEDIATE");
        }
        while ((code & 0xFF) == raw.SQLITE_BUSY && Stopwatch.GetElapsedTime(start) < atMost);
        raw.sqlite3_busy_timeout(_connection.Handle, (int)atMost.TotalMilliseconds);
        SqliteException.ThrowExceptionForRC(code, _connection.Handle);
    }

    /// <summary>Runs statements once.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Statements are constants.")]
    public void Run(string sql)
    {
        using SqliteCommand command = new(sql, _connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = Prepare(sql, parameters);
        try
        {
            return command.ExecuteNonQuery();
        }
        finally
        {
            LetGo(command);
        }
    }

    /// <summary>Reads rows as long as <paramref name="row"/> wants more.</summary>
    public void Read(string sql, Func<SqliteDataReader, bool> row, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = Prepare(sql, parameters);
        try
        {
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read() && row(reader))
            {
            }
        }
        finally
        {
            LetGo(command);
        }
    }

    /// <summary>Reads every row.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        List<T> rows = [];
        Read(
            sql,
            reader =>
            {
                rows.Add(row(reader));
                return true;
            },
            parameters);
        return rows;
    }

    /// <summary>Reads the first row; the default when there is none.</summary>
    public T? First<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        T? first = default;
        Read(
            sql,
            reader =>
            {
                first = row(reader);
                return false;
            },
            parameters);
        return first;
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Statements are constants.")]
    SqliteCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out SqliteCommand? command))
        {
            command = new(sql, _connection);
            foreach ((string name, _) in parameters)
            {
                command.Parameters.Add(new() { ParameterName = name });
            }

            _commands.Add(sql, command);
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        }

        return command;
    }

    // A statement that is kept must not keep large values.
    static void LetGo(SqliteCommand command)
    {
        foreach (SqliteParameter parameter in command.Parameters)
        {
            parameter.Value = DBNull.Value;
        }
    }
}
