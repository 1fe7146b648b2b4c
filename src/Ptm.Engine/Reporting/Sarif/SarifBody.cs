using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ptm.Engine.Reporting.Streams;

namespace Ptm.Engine.Reporting.Sarif;

/// <summary>
/// SARIF 2.1.0, result by result: every case that did not pass is one, at its line. The rules come last, when it is known which there are.
/// Without a place code scanning refuses a whole file, so what has none is a notification.
/// </summary>
/// <param name="stream">Where to; it stays open.</param>
/// <param name="root">Absolute path that files count from; null for none.</param>
internal sealed class SarifBody(Stream stream, string? root) : IReportBody, IDisposable
{
    /// <summary>More results than these no code scanning takes.</summary>
    public const int MostResults = 25_000;

    const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    const string RootName = "%SRCROOT%";
    const int FlushedAt = 64 * 1024;
    const int MaxName = 200;
    const int MaxReason = 1_000;
    const int MostFindings = 10;
    const int MostNotifications = 1_000;

    readonly Utf8JsonWriter _writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    readonly ArtifactUri _uris = new(root);
    readonly List<string> _rules = [];
    readonly List<(string Code, string Level, string Message)> _notifications = [];
    int _results;
    int _leftOut;

    static string Version { get; } = (typeof(SarifBody).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];

    public void Begin(RunResult run)
    {
        _writer.WriteStartObject();
        _writer.WriteString("$schema", Schema);
        _writer.WriteString("version", "2.1.0");
        _writer.WriteStartArray("runs");
        _writer.WriteStartObject();
        _writer.WriteStartArray("results");
    }

    public void Add(CaseResult result)
    {
        if (result.Outcome == CaseOutcome.Passed)
        {
            return;
        }

        string code = CodeOf(result);
        string message = Message(result);
        if (result.Location is null)
        {
            Notify(code, "error", message);
        }
        else if (_results == MostResults)
        {
            _leftOut++;
        }
        else
        {
            Write(result, code, message);
        }

        if (_writer.BytesPending >= FlushedAt)
        {
            _writer.Flush();
        }
    }

    public Task EndAsync(RunResult run, CancellationToken cancellationToken)
    {
        End(run);
        return _writer.FlushAsync(cancellationToken);
    }

    /// <summary>Writes what comes after the results.</summary>
    public void End(RunResult run)
    {
        foreach (GateViolation violation in run.Gate?.Violations.Where(violation => violation.Code is not (DiagnosticCodes.CaseFailed or DiagnosticCodes.TooManyErrors or DiagnosticCodes.TooManyUnchecked)) ?? [])
        {
            Write(violation);
        }

        _writer.WriteEndArray();
        WriteTool();
        WriteInvocation(run);
        if (_uris.Root is { } uri)
        {
            _writer.WriteStartObject("originalUriBaseIds");
            _writer.WriteStartObject(RootName);
            _writer.WriteString("uri", uri);
            _writer.WriteEndObject();
            _writer.WriteEndObject();
        }

        _writer.WriteString("columnKind", "utf16CodeUnits");
        _writer.WriteEndObject();
        _writer.WriteEndArray();
        _writer.WriteEndObject();
        _writer.Flush();
    }

    public void Dispose() => _writer.Dispose();

    static string CodeOf(CaseResult result) => result.Outcome switch
    {
        CaseOutcome.Error => result.Error?.Code ?? DiagnosticCodes.TooManyErrors,
        CaseOutcome.Unchecked => DiagnosticCodes.TooManyUnchecked,
        _ => DiagnosticCodes.CaseFailed,
    };

    static string Message(CaseResult result)
    {
        StringBuilder text = new();
        string ended = result.Outcome switch { CaseOutcome.Failed => "failed", CaseOutcome.Error => "could not be decided", _ => "was not checked" };
        text.Append(CultureInfo.InvariantCulture, $"{CaseName.Of(result)} [{CaseName.OneLine(result.Provider)}] {ended}{(result.Score is { } score ? $", score {FigureText.Score(score)}" : "")}.");
        string[] findings = [.. CaseFindings.All(result)];
        foreach (string finding in findings.Take(MostFindings))
        {
            text.Append('\n').Append(CaseName.OneLine(finding, MaxReason));
        }

        return findings.Length > MostFindings ? text.Append(CultureInfo.InvariantCulture, $"\nand {findings.Length - MostFindings:N0} more").ToString() : text.ToString();
    }

    void Write(CaseResult result, string code, string message)
    {
        Start(code, message, result.Location!);
        AssertionResult[] parts = [.. result.Assertions.Where(check => check.Outcome is CaseOutcome.Failed or CaseOutcome.Error && check.Location is not null).Take(MostFindings)];
        if (parts.Length > 0)
        {
            _writer.WriteStartArray("relatedLocations");
            for (int index = 0; index < parts.Length; index++)
            {
                _writer.WriteStartObject();
                _writer.WriteNumber("id", index + 1);
                Text("message", CaseName.OneLine($"{parts[index].Type}: {parts[index].Reason}", MaxReason));
                Place(parts[index].Location!);
                _writer.WriteEndObject();
            }

            _writer.WriteEndArray();
        }

        _writer.WriteStartObject("partialFingerprints");
        _writer.WriteString("ptmCase/v1", Fingerprint(result));
        _writer.WriteEndObject();
        _writer.WriteStartObject("properties");
        _writer.WriteString("prompt", CaseName.OneLine(result.PromptId, MaxName));
        _writer.WriteString("case", CaseName.OneLine(result.Id, MaxName));
        _writer.WriteString("provider", CaseName.OneLine(result.Provider, MaxName));
        _writer.WriteNumber("sample", result.Sample);
        _writer.WriteString("outcome", FigureText.Outcome(result.Outcome));
        if (result.Score is { } score)
        {
            _writer.WriteNumber("score", score);
        }

        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _results++;
    }

    void Write(GateViolation violation)
    {
        if (violation.Location is null || _results == MostResults)
        {
            Notify(violation.Code, "error", CaseName.OneLine(violation.Message, MaxReason));
            return;
        }

        Start(violation.Code, CaseName.OneLine(violation.Message, MaxReason), violation.Location);
        _writer.WriteEndObject();
        _results++;
    }

    void Start(string code, string message, SourceLocation place)
    {
        int rule = _rules.IndexOf(code);
        if (rule < 0)
        {
            rule = _rules.Count;
            _rules.Add(code);
        }

        _writer.WriteStartObject();
        _writer.WriteString("ruleId", code);
        _writer.WriteNumber("ruleIndex", rule);
        _writer.WriteString("level", "error");
        Text("message", message);
        _writer.WriteStartArray("locations");
        _writer.WriteStartObject();
        Place(place);
        _writer.WriteEndObject();
        _writer.WriteEndArray();
    }

    void Place(SourceLocation place)
    {
        (string uri, bool isRelative) = _uris.Of(place.File);
        _writer.WriteStartObject("physicalLocation");
        _writer.WriteStartObject("artifactLocation");
        _writer.WriteString("uri", uri);
        if (isRelative)
        {
            _writer.WriteString("uriBaseId", RootName);
        }

        _writer.WriteEndObject();
        int line = Math.Max(1, place.Line);
        int column = Math.Max(1, place.Column);
        _writer.WriteStartObject("region");
        _writer.WriteNumber("startLine", line);
        _writer.WriteNumber("startColumn", column);
        _writer.WriteNumber("endLine", line);
        _writer.WriteNumber("endColumn", column + 1);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    void WriteTool()
    {
        _writer.WriteStartObject("tool");
        _writer.WriteStartObject("driver");
        _writer.WriteString("name", "Ptm.Testing");
        _writer.WriteString("version", Version);
        _writer.WriteString("semanticVersion", Version);
        _writer.WriteStartArray("rules");
        foreach (string code in _rules)
        {
            (string meaning, string advice) = CodeTexts.Of(code);
            _writer.WriteStartObject();
            _writer.WriteString("id", code);
            Text("shortDescription", meaning);
            Text("fullDescription", meaning);
            Text("help", advice);
            _writer.WriteStartObject("defaultConfiguration");
            _writer.WriteString("level", "error");
            _writer.WriteEndObject();
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    void WriteInvocation(RunResult run)
    {
        if (_leftOut > 0)
        {
            Notify(DiagnosticCodes.LimitExceeded, "warning", string.Create(CultureInfo.InvariantCulture, $"{FigureText.Cases(_leftOut)} more did not pass; a file has at most {MostResults:N0} results."));
        }

        if (run.State != RunState.Completed)
        {
            Notify(DiagnosticCodes.Cancelled, "error", CaseName.OneLine($"The run is {FigureText.State(run.State)} after {run.Summary.Total} of {FigureText.Cases(FigureText.CasesOf(run))}. {run.Error}", MaxReason));
        }

        _writer.WriteStartArray("invocations");
        _writer.WriteStartObject();
        _writer.WriteBoolean("executionSuccessful", run.State == RunState.Completed);
        _writer.WriteString("startTimeUtc", Time(run.StartedAt));
        if (run.EndedAt is { } ended)
        {
            _writer.WriteString("endTimeUtc", Time(ended));
        }

        if (_notifications.Count > 0)
        {
            _writer.WriteStartArray("toolExecutionNotifications");
            foreach ((string code, string level, string message) in _notifications)
            {
                _writer.WriteStartObject();
                _writer.WriteString("level", level);
                Text("message", message);
                _writer.WriteStartObject("descriptor");
                _writer.WriteString("id", code);
                _writer.WriteEndObject();
                _writer.WriteEndObject();
            }

            _writer.WriteEndArray();
        }

        _writer.WriteEndObject();
        _writer.WriteEndArray();
    }

    void Notify(string code, string level, string message)
    {
        if (_notifications.Count < MostNotifications)
        {
            _notifications.Add((code, level, message));
        }
        else
        {
            _leftOut++;
        }
    }

    void Text(string name, string text)
    {
        _writer.WriteStartObject(name);
        _writer.WriteString("text", text);
        _writer.WriteEndObject();
    }

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // The line moves when cases are put before it; the alert stays the same.
    static string Fingerprint(CaseResult result) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes($"{result.PromptId}\0{result.Id}\0{result.Provider}")))[..32];
}
