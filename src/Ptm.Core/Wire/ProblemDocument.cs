using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>Problem details of ours, or what a FastAPI server says: a detail that is a text or a list.</summary>
internal sealed record ProblemDocument
{
    const int MostErrors = 100;

    public string? Type { get; init; }

    public string? Title { get; init; }

    public int? Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Detail { get; init; }

    public string? Instance { get; init; }

    public string? Code { get; init; }

    public IReadOnlyList<ErrorDocument>? Errors { get; init; }

    public string? RequestId { get; init; }

    public RunState? LastState { get; init; }

    public string? RunKey { get; init; }

    public static ProblemDocument From(PtmProblem problem) => new()
    {
        Title = problem.Title,
        Status = problem.Status,
        Detail = problem.Detail is { } detail ? UnknownFields.ToElement(detail) : default,
        Code = problem.Code,
        Errors = problem.Errors.Count == 0 ? null : [.. problem.Errors.Take(MostErrors).Select(error => new ErrorDocument(error.Code, error.Message, error.Location?.File, error.Location?.Line, error.Location?.Column))],
        RequestId = problem.RequestId,
        LastState = problem.LastState,
        RunKey = problem.RunKey,
    };

    public PtmProblem ToProblem() => new()
    {
        Title = Title,
        Status = Status,
        Detail = Text(Detail),
        Code = Code,
        Errors = [.. (Errors ?? []).Take(MostErrors).Select(error => new Diagnostic(error.Code, DiagnosticSeverity.Error, error.Message, Place.Of(error.File, error.Line, error.Column)))],
        RequestId = RequestId,
        LastState = LastState,
        RunKey = RunKey,
    };

    static string? Text(JsonElement detail) => detail.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => detail.GetString(),
        JsonValueKind.Array => string.Join('\n', detail.EnumerateArray().Take(MostErrors).Select(Finding)),
        _ => detail.GetRawText(),
    };

    // {"loc": ["body", "tests", 0], "msg": "field required"}
    static string Finding(JsonElement finding) =>
        finding.ValueKind == JsonValueKind.Object && finding.TryGetProperty("msg", out JsonElement message) && message.ValueKind == JsonValueKind.String
            ? finding.TryGetProperty("loc", out JsonElement place) && place.ValueKind == JsonValueKind.Array
                ? $"{string.Join('.', place.EnumerateArray().Select(part => part.ToString()))}: {message.GetString()}"
                : message.GetString()!
            : finding.ValueKind == JsonValueKind.String ? finding.GetString()! : finding.GetRawText();
}
