using Ptm.Client.Http;

namespace Ptm.Client;

/// <summary>Listens to an optimization's events: a step each, and the end.</summary>
internal sealed class OptimizationEvents(PtmHttp http, PtmClientOptions options)
    : ProgressEvents<OptimizationProgress>(http, options, PtmOperations.WaitForOptimization, "optimization")
{
    protected override (long Sequence, RunState State) PositionOf(OptimizationProgress progress) => (progress.Sequence, progress.State);

    protected override bool IsNew(OptimizationProgress progress, long after, RunState? told) => progress.Sequence > after || progress.State.IsTerminal();
}
