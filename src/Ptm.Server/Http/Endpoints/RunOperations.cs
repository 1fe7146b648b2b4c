using Microsoft.AspNetCore.Http;

namespace Ptm.Server.Http.Endpoints;

/// <summary>Starting, following and reading runs.</summary>
internal static class RunOperations
{
    public static IEnumerable<Operation> All { get; } =
    [
        Operation.Write<EvalRequest, RunResult>(PtmOperations.RunEval, "Starts an evaluation of prompts in the library.", (call, request) => call.Ptm.Evaluations.RunAsync(request, call.Aborted), status: 202),
        Operation.Write<ManualEval, RunResult>(PtmOperations.RunManualEval, "Starts an evaluation of a prompt that is given whole.", (call, manual) => call.Ptm.Evaluations.RunManualAsync(manual, call.Aborted), status: 202),
        Operation.Read(PtmOperations.ListRuns, "Lists runs, the newest first, without their results.", call => call.Ptm.Runs.ListAsync(
            (int)(call.Number("limit") ?? 50),
            call.Flag("terminal_only"),
            call.Flag("mine_only"),
            call.Aborted)) with
        {
            Query =
            [
                new("limit", "integer", "How many at most, 1 to 1000. Default: 50."),
                new("terminal_only", "boolean", "Only runs that have ended. Default: false."),
                new("mine_only", "boolean", "Only runs of the caller. Default: false."),
            ],
        },
        Operation.Read(PtmOperations.GetRun, "Reads a run with its results so far.", call => call.Ptm.Runs.GetAsync(call.Id, call.Aborted)),
        new(PtmOperations.RunReport, Tokens.TokenScope.Read, "Writes a run's report.", ReportAsync) { Query = [new("format", "string", "html, json, markdown, csv, sarif or junit. Default: html.")], TimeLimit = TimeSpan.FromMinutes(2) },
        new(PtmOperations.WaitForRun, Tokens.TokenScope.Read, "Follows a run as server-sent events.", ProgressEvents.SendRunAsync)
        {
            Query = [new("after", "integer", "The number of the last event that was seen; the header Last-Event-ID goes before it. Default: 0.")],
            TimeLimit = null,
        },
        Operation.Do(PtmOperations.CancelRun, "Ends a run.", call => call.Ptm.Runs.CancelAsync(call.Id, call.Aborted)),
    ];

    static async Task ReportAsync(ServerCall call)
    {
        (ReportFormat format, string type) = call.Query("format") switch
        {
            null or "html" => (ReportFormat.Html, "text/html; charset=utf-8"),
            "json" => (ReportFormat.Json, "application/json"),
            "markdown" => (ReportFormat.Markdown, "text/markdown; charset=utf-8"),
            "csv" => (ReportFormat.Csv, "text/csv; charset=utf-8"),
            "sarif" => (ReportFormat.Sarif, "application/sarif+json"),
            "junit" => (ReportFormat.JUnit, "application/xml; charset=utf-8"),
            { } other => throw Refusal.Of(422, DiagnosticCodes.InvalidValue, $"'format' takes html, json, markdown, csv, sarif or junit, and this is '{CaseName.OneLine(other)}'."),
        };
        string report = await call.Ptm.Runs.ReportAsync(call.Id, format, call.Aborted).ConfigureAwait(false);
        call.Context.Response.ContentType = type;
        await call.Context.Response.WriteAsync(report, call.Aborted).ConfigureAwait(false);
    }
}
