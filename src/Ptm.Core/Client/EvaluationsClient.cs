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

        // What was found further in than the root has no place to travel in, and a misspelt check must not be lost on the way.
        Diagnostic[] lost =
        [
            .. from member in manual.Extra ?? []
               where member.Key.StartsWith("$.", StringComparison.Ordinal)
               select new Diagnostic(DiagnosticCodes.UnknownKey, DiagnosticSeverity.Error, $"A manual evaluation has no field '{CaseName.OneLine(member.Key)}', so what it asks for would be lost."),
        ];
        if (lost.Length > 0)
        {
            throw new PtmException(lost, null);
        }

        return http.ReadAsync<RunResult>(http.To(PtmOperations.RunManualEval) with { Body = PtmHttp.Json(manual), IdempotencyKey = PtmHttp.NewKey() }, cancellationToken);
    }
}
