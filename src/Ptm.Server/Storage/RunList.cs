namespace Ptm.Server.Storage;

/// <summary>Lists runs. What the caller may see is a merge of three indexes, so that a list costs as much as it shows, however many runs there are.</summary>
internal static class RunList
{
    const string Order = "ORDER BY started_at DESC, run_key DESC LIMIT @limit";
    const string Listed = $"SELECT {RunRow.Columns} FROM run WHERE amended = 0";
    const string Ended = " AND state IN ('completed', 'failed', 'cancelled')";

    const string All = $"{Listed} {Order}";
    const string AllEnded = $"{Listed}{Ended} {Order}";
    const string Mine = $"{Listed} AND owner = @me {Order}";
    const string MineEnded = $"{Listed} AND owner = @me{Ended} {Order}";
    static readonly string s_visible = Visible("");
    static readonly string s_visibleEnded = Visible(Ended);

    public static List<StoredRun> Read(SqliteSession session, RunQuery query) =>
        session.Query(Statement(query), RunRow.Read, ("@me", query.Caller.Name), ("@team", query.Caller.Team), ("@limit", Math.Max(0, query.Limit)));

    public static string Statement(RunQuery query) => query switch
    {
        { MineOnly: true } => query.TerminalOnly ? MineEnded : Mine,
        { Caller.IsAdmin: true } => query.TerminalOnly ? AllEnded : All,
        _ => query.TerminalOnly ? s_visibleEnded : s_visible,
    };

    static string Visible(string ended) => $"""
        {Listed} AND owner = @me{ended}
        UNION ALL {Listed} AND scope = 'team_visible' AND team = @team AND owner <> @me{ended}
        UNION ALL {Listed} AND scope = 'org_visible' AND owner <> @me{ended}
        {Order}
        """;
}
