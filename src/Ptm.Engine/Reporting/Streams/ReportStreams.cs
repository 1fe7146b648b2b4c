namespace Ptm.Engine.Reporting.Streams;

/// <summary>The files that a run is written to while it goes on, and what a gate may name of it.</summary>
internal sealed class ReportStreams : IResultSink, IDisposable
{
    readonly List<ReportStream> _files = [];
    IResultSink? _summary;

    /// <summary>What a gate may name of the run.</summary>
    public required GateEvidence Evidence { get; init; }

    /// <exception cref="PtmException">PTM3008: a file would hold more cases than it can.</exception>
    /// <param name="paths">The files.</param>
    /// <param name="plan">What runs.</param>
    /// <param name="folder">Folder that places are shown relative to when they lie in it.</param>
    /// <param name="evidence">Gathers what a gate needs of the run; null for a gate without a baseline.</param>
    /// <param name="summary">Is given all results too; null for none.</param>
    public static ReportStreams For(IEnumerable<string> paths, EvalPlan plan, string folder, GateEvidence? evidence = null, IResultSink? summary = null)
    {
        ReportStreams streams = new() { Evidence = evidence ?? new(), _summary = summary };
        streams._files.AddRange(paths.Select(path => ReportStream.For(path, plan, folder)));
        return streams;
    }

    public void Begin(RunResult run)
    {
        _summary?.Begin(run);
        _files.ForEach(file => file.Begin(run));
    }

    public void Add(CaseResult result)
    {
        Evidence.Add(result);
        _summary?.Add(result);
        foreach (ReportStream file in _files)
        {
            file.Add(result);
        }
    }

    /// <summary>Puts every file in its place. One that cannot be written does not keep the others from it.</summary>
    /// <returns>What kept files from being written.</returns>
    public async Task<IReadOnlyList<Diagnostic>> CompleteAsync(RunResult run)
    {
        List<Diagnostic> faults = [];
        foreach (ReportStream file in _files)
        {
            try
            {
                await file.CompleteAsync(run, CancellationToken.None).ConfigureAwait(false);
            }
            catch (PtmException e)
            {
                faults.AddRange(e.Diagnostics);
            }
        }

        return faults;
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());
}
