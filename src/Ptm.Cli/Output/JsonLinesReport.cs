using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ptm.Engine.Optimizing;

namespace Ptm.Cli.Output;

/// <summary>One JSON object a line, flushed at once: <c>start</c>, <c>case</c>, <c>diagnostic</c>, <c>end</c>; of an optimization <c>progress</c>, <c>optimization</c>, <c>patch</c>, <c>end</c>.</summary>
internal sealed class JsonLinesReport(StandardOutput output) : IEvalReport
{
    static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly string s_version = typeof(JsonLinesReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    readonly ArrayBufferWriter<byte> _buffer = new();

    public void Start(string evaluator, int total, int? here, IReadOnlyList<KeyValuePair<string, int>> prompts) => Write("start", writer =>
    {
        writer.WriteString("evaluator", evaluator);
        writer.WriteString("version", s_version);
        writer.WriteNumber("total", total);
        writer.WriteNumber("in_process", here ?? total);
        writer.WriteStartArray("prompts");
        foreach ((string id, int cases) in prompts)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteNumber("cases", cases);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    public void Remark(string text)
    {
        // For people alone.
    }

    public void Command(string line) => Write("command", writer => writer.WriteString("message", line), output.Commands);

    public void Finding(Diagnostic finding) => Diagnostic(finding.Code, finding.Severity, finding.Message, finding.Location);

    public void Result(CaseResult result) => Write("case", writer =>
    {
        writer.WriteString("prompt_id", result.PromptId);
        writer.WriteString("id", result.Id);
        writer.WriteString("name", CaseName.Of(result));
        writer.WriteString("provider", result.Provider);
        writer.WriteString("outcome", JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Outcome.ToString()));
        Number(writer, "score", result.Score);
        Place(writer, result.Location);
    });

    public void Added(IReadOnlyList<string> files) => Write("added", writer => Texts(writer, "files", files));

    public void Empty(int exitCode, IReadOnlyList<string> files) => Write("end", writer =>
    {
        writer.WriteString("state", "empty");
        writer.WriteNumber("exit_code", exitCode);
        Texts(writer, "files", files);
    });

    public void End(RunResult run, GateResult gate, int exitCode, IReadOnlyList<string> files, IReadOnlyList<string> environment)
    {
        foreach (GateViolation violation in gate.Violations)
        {
            Diagnostic(violation.Code, DiagnosticSeverity.Error, violation.Message, violation.Location);
        }

        foreach (GateViolation warning in gate.Warnings)
        {
            Diagnostic(warning.Code, DiagnosticSeverity.Warning, warning.Message, warning.Location);
        }

        RunSummary summary = run.Summary;
        Write("end", writer =>
        {
            writer.WriteString("state", JsonNamingPolicy.SnakeCaseLower.ConvertName(run.State.ToString()));
            writer.WriteNumber("exit_code", exitCode);
            writer.WriteNumber("total", summary.Total);
            writer.WriteNumber("passed", summary.Passed);
            writer.WriteNumber("failed", summary.Failed);
            writer.WriteNumber("errors", summary.Errors);
            writer.WriteNumber("unchecked", summary.Unchecked);
            Number(writer, "score", summary.Score);
            Number(writer, "pass_rate", summary.PassRate);
            Number(writer, "cost_usd", (double?)summary.CostUsd);
            Number(writer, "latency_p95_ms", summary.LatencyP95Ms);
            writer.WriteNumber("duration_ms", summary.Duration.TotalMilliseconds);
            if (gate.HasEvidence)
            {
                writer.WritePropertyName("gate");
                JsonSerializer.Serialize(writer, gate, PtmJson.For<GateResult>());
            }

            Texts(writer, "files", files);
            Texts(writer, "environment", environment);
        });
    }

    /// <summary>A document of the wire format, under the name of its type.</summary>
    public void Element<T>(string type, T document)
        where T : class => Write(type, writer =>
        {
            writer.WritePropertyName(type);
            JsonSerializer.Serialize(writer, document, PtmJson.For<T>());
        });

    public void Estimate(OptimizationEstimate estimate) => Write("estimate", writer =>
    {
        writer.WriteNumber("train", estimate.Train);
        writer.WriteNumber("held_out", estimate.HeldOut);
        writer.WriteNumber("held_out_needed", estimate.HeldOutNeeded);
        writer.WriteNumber("baseline_answers", estimate.Baseline);
        writer.WriteNumber("cycle_answers", estimate.Cycle);
        writer.WriteNumber("final_answers", estimate.Final);
        writer.WriteNumber("baseline_usd", estimate.BaselineUsd);
        writer.WriteNumber("cycle_usd", estimate.CycleUsd);
        writer.WriteNumber("final_usd", estimate.FinalUsd);
        writer.WriteNumber("max_cost_usd", estimate.Settings.MaxCostUsd);
        if (estimate.Doubt is { } doubt)
        {
            writer.WriteString("doubt", doubt);
        }
    });

    public void Patch(string path, bool isApplied) => Write("patch", writer =>
    {
        writer.WriteString("file", path);
        writer.WriteBoolean("applied", isApplied);
    });

    public void Prompt(string path) => Write("prompt", writer => writer.WriteString("file", path));

    public void Exit(int exitCode) => Write("end", writer => writer.WriteNumber("exit_code", exitCode));

    public void Refuse(int exitCode) => Write("end", writer =>
    {
        writer.WriteString("state", "refused");
        writer.WriteNumber("exit_code", exitCode);
    });

    void Diagnostic(string code, DiagnosticSeverity severity, string message, SourceLocation? location) => Write("diagnostic", writer =>
    {
        writer.WriteString("severity", severity == DiagnosticSeverity.Error ? "error" : "warning");
        writer.WriteString("code", code);
        writer.WriteString("message", message);
        Place(writer, location);
    });

    static void Place(Utf8JsonWriter writer, SourceLocation? location)
    {
        if (location is not null)
        {
            writer.WriteString("file", location.File);
            writer.WriteNumber("line", location.Line);
            writer.WriteNumber("column", location.Column);
        }
    }

    static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    void Write(string type, Action<Utf8JsonWriter> content, TextWriter? to = null)
    {
        lock (_buffer)
        {
            _buffer.ResetWrittenCount();
            using (Utf8JsonWriter writer = new(_buffer, s_options))
            {
                writer.WriteStartObject();
                writer.WriteString("type", type);
                content(writer);
                writer.WriteEndObject();
            }

            (to ?? output.Out).WriteLine(Encoding.UTF8.GetString(_buffer.WrittenSpan));
            output.Out.Flush();
        }
    }
}
