using Ptm.Client.Http;

namespace Ptm.Client;

/// <summary>Listens to a run's events: a result each, and changes of the state between them.</summary>
internal sealed class RunEvents(PtmHttp http, PtmClientOptions options) : ProgressEvents<RunProgress>(http, options, PtmOperations.WaitForRun, "run")
{
    protected override (long Sequence, RunState State) PositionOf(RunProgress progress) => (progress.Sequence, progress.State);

    protected override bool IsNew(RunProgress progress, long after, RunState? told) => progress.Result is null ? progress.State != told : progress.Sequence > after;
}
