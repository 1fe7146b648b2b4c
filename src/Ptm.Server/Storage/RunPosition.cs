namespace Ptm.Server.Storage;

/// <summary>How far a run is.</summary>
/// <param name="Id">Its row.</param>
/// <param name="State">Where it stands.</param>
/// <param name="CaseCount">How many cases it has.</param>
/// <param name="ResultCount">How many of them have results.</param>
internal sealed record RunPosition(long Id, RunState State, int CaseCount, int ResultCount)
{
    /// <summary>False when the run has ended.</summary>
    public bool IsOpen => State is RunState.Queued or RunState.Running;

    public static RunPosition? Find(SqliteSession session, string runKey) => session.First(
        "SELECT id, state, case_count, result_count FROM run WHERE run_key = @run",
        row => new RunPosition(row.GetInt64(0), SqliteRow.StateOf(row.GetString(1)), row.GetInt32(2), row.GetInt32(3)),
        ("@run", runKey));
}
