namespace Ptm.Server.Storage;

/// <summary>The stores of an engine in one database.</summary>
internal static class SqliteStores
{
    /// <summary>Opens the stores of a database, which outlives them.</summary>
    /// <param name="database">The database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="usageMetricsEnabled">The setting <c>inline_usage_metrics_enabled</c>.</param>
    public static PtmStores Of(SqliteDatabase database, TimeProvider time, bool usageMetricsEnabled = true) => new(
        new SqlitePrompts(database, time),
        new SqliteSkills(database),
        new SqliteRuns(database, time),
        new SqliteUsage(database, time, usageMetricsEnabled))
    {
        Optimizations = new SqliteOptimizations(database, time),
    };
}
