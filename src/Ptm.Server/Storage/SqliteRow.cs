using Microsoft.Data.Sqlite;

namespace Ptm.Server.Storage;

/// <summary>How values are kept in columns.</summary>
internal static class SqliteRow
{
    public static long Ticks(this DateTimeOffset time) => time.UtcTicks;

    public static DateTimeOffset Time(this SqliteDataReader row, int column) => new(row.GetInt64(column), TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static string? TextOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static byte[] Bytes(this SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    /// <summary>Reads owner, team and scope, in this order.</summary>
    public static Ownership Ownership(this SqliteDataReader row, int column) => new(row.GetString(column), row.TextOrNull(column + 1), ScopeOf(row.GetString(column + 2)));

    public static string Word(this VisibilityScope scope) => scope switch
    {
        VisibilityScope.Private => "private",
        VisibilityScope.TeamVisible => "team_visible",
        VisibilityScope.OrgVisible => "org_visible",
        _ => throw new ArgumentOutOfRangeException(nameof(scope)),
    };

    public static string Word(this RunState state) => state switch
    {
        RunState.Queued => "queued",
        RunState.Running => "running",
        RunState.Completed => "completed",
        RunState.Failed => "failed",
        RunState.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Word(this UsageSubject subject) => subject switch
    {
        UsageSubject.Prompt => "prompt",
        UsageSubject.Skill => "skill",
        _ => throw new ArgumentOutOfRangeException(nameof(subject)),
    };

    public static VisibilityScope ScopeOf(string word) => word switch
    {
        "private" => VisibilityScope.Private,
        "team_visible" => VisibilityScope.TeamVisible,
        "org_visible" => VisibilityScope.OrgVisible,
        _ => throw new InvalidDataException($"There is no visibility scope '{word}'."),
    };

    public static RunState StateOf(string word) => word switch
    {
        "queued" => RunState.Queued,
        "running" => RunState.Running,
        "completed" => RunState.Completed,
        "failed" => RunState.Failed,
        "cancelled" => RunState.Cancelled,
        _ => throw new InvalidDataException($"There is no state '{word}' of a run."),
    };
}
