using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Engine.Reporting;

/// <summary>Writes a run as JSON (schema <c>ptm.run/1</c>): its figures, and each result with its checks, ordered by test, prompt and provider.</summary>
internal static class RunFileWriter
{
    static readonly RunFileJson s_json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter<CaseOutcome>(JsonNamingPolicy.SnakeCaseLower), new JsonStringEnumConverter<RunState>(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    });

    public static string Write(RunResult run) => JsonSerializer.Serialize(RunFile.From(run), s_json.RunFile);

    public static Task WriteAsync(RunResult run, Stream stream, CancellationToken cancellationToken) =>
        JsonSerializer.SerializeAsync(stream, RunFile.From(run), s_json.RunFile, cancellationToken);
}
