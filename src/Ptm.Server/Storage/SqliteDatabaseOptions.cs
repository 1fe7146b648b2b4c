namespace Ptm.Server.Storage;

/// <summary>How a database file is used.</summary>
internal sealed class SqliteDatabaseOptions
{
    /// <summary>How long to wait for what other processes hold.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections read at once, 1 or more.</summary>
    /// <value>4.</value>
    public int Readers { get; set; } = 4;
}
