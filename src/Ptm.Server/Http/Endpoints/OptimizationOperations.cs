namespace Ptm.Server.Http.Endpoints;

/// <summary>Searching for a better prompt.</summary>
internal static class OptimizationOperations
{
    public static IEnumerable<Operation> All { get; } =
    [
        Operation.Write<OptimizationRequest, Optimization>(PtmOperations.SubmitOptimization, "Starts an optimization.", (call, request) => call.Ptm.Optimizations.SubmitAsync(call.Id, request, call.Aborted), status: 202),
        Operation.Read(PtmOperations.GetOptimizationHistory, "Lists a prompt's optimizations, the newest first.", call => call.Ptm.Optimizations.GetHistoryAsync(call.Id, call.Aborted)),
        Operation.Read(PtmOperations.GetOptimizationStatus, "Reads a prompt's newest optimization.", call => call.Ptm.Optimizations.GetStatusAsync(call.Id, call.Aborted)),
        Operation.Read(PtmOperations.GetOptimizationDetail, "Reads one optimization.", call => call.Ptm.Optimizations.GetAsync(call.Id, call.Aborted)),
        Operation.Do(PtmOperations.CancelOptimization, "Ends an optimization.", call => call.Ptm.Optimizations.CancelAsync(call.Id, call.Aborted)),
        new(PtmOperations.WaitForOptimization, Tokens.TokenScope.Read, "Follows an optimization as server-sent events.", ProgressEvents.SendOptimizationAsync)
        {
            Query = [new("after", "integer", "The number of the last event that was seen; the header Last-Event-ID goes before it. Default: 0.")],
            TimeLimit = null,
        },
    ];
}
