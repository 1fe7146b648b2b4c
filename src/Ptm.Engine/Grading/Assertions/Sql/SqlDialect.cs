using System.Collections.Frozen;

namespace Ptm.Engine.Grading.Assertions.Sql;

/// <summary>The grammars there are, by the names that <c>databaseType</c> has, in any case.</summary>
internal static class SqlDialect
{
    public const string Default = "MySQL";

    static readonly string[] _names =
    [
        "Athena", "BigQuery", "DB2", "FlinkSQL", "Hive", "MariaDB", "MySQL", "NoQL", "PostgreSQL", "Redshift", "Snowflake", "SQLite", "TransactSQL", "Trino",
    ];

    static readonly FrozenDictionary<string, string> _known = _names.ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<string> Names => _names;

    /// <summary>A dialect's name as it is written here; null when there is no such dialect.</summary>
    public static string? Find(string name) => _known.GetValueOrDefault(name);

    /// <summary>Whether SELECT takes MySQL's hints, such as SQL_NO_CACHE, before its columns.</summary>
    public static bool HasSelectHints(string dialect) => dialect is "MySQL" or "MariaDB";
}
