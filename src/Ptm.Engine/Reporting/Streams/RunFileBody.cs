using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ptm.Engine.Reporting.Streams;

/// <summary>A run file, result by result: the same to the byte as <see cref="PtmJson"/> writes the whole run.</summary>
internal sealed class RunFileBody(Stream stream) : IReportBody, IDisposable
{
    const int FlushedAt = 64 * 1024;

    static readonly JsonTypeInfo<CaseResult> s_result = PtmJson.For<CaseResult>();

    static readonly CaseResult s_example = new()
    {
        Id = "",
        PromptId = "",
        Provider = "",
        Outcome = CaseOutcome.Passed,
        Score = 100,
        Promptfoo = new(Pass: true, 1),
        Prompt = new() { Text = "" },
        Output = new() { Text = "", Tokens = new(1, 1), CostUsd = 0, Latency = TimeSpan.FromMilliseconds(1) },
        Assertions = [new() { Type = "", Outcome = CaseOutcome.Passed, Score = 1, Location = new("", 1) }],
        Location = new("", 1),
    };

    readonly Utf8JsonWriter _writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Begin(RunResult run)
    {
        // What writing a result needs is compiled while the first answers are on their way, and not when fifty of them are there.
        _ = Task.Run(static () => JsonSerializer.Serialize(Stream.Null, s_example, s_result));
        _writer.WriteStartObject();
        _writer.WriteString("schema", RunFile.Schema);
        _writer.WriteString("run_key", run.RunKey);
        Text("label", run.Label);
        _writer.WriteString("started_at", run.StartedAt);
        if (run.CaseCount is { } count)
        {
            _writer.WriteNumber("case_count", count);
        }

        Text("owner", run.Owner);
        Text("visibility_scope", run.VisibilityScope is { } scope ? Name(scope) : null);
        _writer.WriteStartArray("results");
    }

    public void Add(CaseResult result)
    {
        JsonSerializer.Serialize(_writer, result, s_result);
        if (_writer.BytesPending >= FlushedAt)
        {
            _writer.Flush();
        }
    }

    public Task EndAsync(RunResult run, CancellationToken cancellationToken)
    {
        _writer.WriteEndArray();
        _writer.WriteString("state", Name(run.State));
        if (run.EndedAt is { } endedAt)
        {
            _writer.WriteString("ended_at", endedAt);
        }

        Text("error", run.Error);
        _writer.WritePropertyName("summary");
        JsonSerializer.Serialize(_writer, run.Summary, PtmJson.For<RunSummary>());
        Metrics(run.Metrics);
        if (run.Gate is { } gate)
        {
            _writer.WritePropertyName("gate");
            JsonSerializer.Serialize(_writer, gate, PtmJson.For<GateResult>());
        }

        _writer.WriteEndObject();
        return _writer.FlushAsync(cancellationToken);
    }

    void Metrics(IReadOnlyList<NamedMetric> metrics)
    {
        if (metrics.Count > 0)
        {
            _writer.WriteStartArray("metrics");
            foreach (NamedMetric metric in metrics)
            {
                JsonSerializer.Serialize(_writer, metric, PtmJson.For<NamedMetric>());
            }

            _writer.WriteEndArray();
        }
    }

    public void Dispose() => _writer.Dispose();

    void Text(string name, string? value)
    {
        if (value is not null)
        {
            _writer.WriteString(name, value);
        }
    }

    static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
