namespace Ptm.Engine;

/// <summary>Takes a run's results as they come, in the plan's order and one at a time, so that nobody has to keep them all.</summary>
public interface IResultSink
{
    /// <summary>The run begins.</summary>
    /// <param name="run">Its key and start, without figures and results.</param>
    void Begin(RunResult run);

    /// <summary>The next result. A case that the run's end left without one is passed over.</summary>
    void Add(CaseResult result);
}
