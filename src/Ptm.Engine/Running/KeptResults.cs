namespace Ptm.Engine.Running;

/// <summary>Keeps every result, for callers that want them all.</summary>
internal sealed class KeptResults : IResultSink
{
    readonly List<CaseResult> _results = [];

    public IReadOnlyList<CaseResult> Results => _results;

    public void Begin(RunResult run)
    {
        // Results are all that is kept.
    }

    public void Add(CaseResult result) => _results.Add(result);
}
