using Ptm.Client.Http;

namespace Ptm.Client;

internal sealed class EvaluationsClient(PtmHttp http) : IPtmEvaluations
{
    public Task<RunResult> RunAsync(EvalRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return http.ReadAsync<RunResult>(http.To(PtmOperations.RunEval) with { Body = PtmHttp.Json(request), IdempotencyKey = PtmHttp.NewKey() }, cancellationToken);
    }

    public Task<RunResult> RunManualAsync(ManualEval manual, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manual);
        return http.ReadAsync<RunResult>(http.To(PtmOperations.RunManualEval) with { Body = PtmHttp.Json(manual), IdempotencyKey = PtmHttp.NewKey() }, cancellationToken);
    }
}
