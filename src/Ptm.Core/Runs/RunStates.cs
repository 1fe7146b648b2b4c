namespace Ptm;

/// <summary>What a <see cref="RunState"/> means.</summary>
internal static class RunStates
{
    /// <summary>Whether nothing can come after it.</summary>
    public static bool IsTerminal(this RunState state) => state is RunState.Completed or RunState.Failed or RunState.Cancelled;
}
