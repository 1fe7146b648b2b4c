using Ptm.Engine;

namespace Ptm.Cli.Commands;

/// <summary>Keeps no result: each was shown as it came.</summary>
internal sealed class NoResults : IResultSink
{
    public void Begin(RunResult run)
    {
        // Nobody asks for it.
    }

    public void Add(CaseResult result)
    {
        // It was shown.
    }
}
