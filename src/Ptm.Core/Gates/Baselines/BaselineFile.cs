using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ptm;

/// <summary>Reads and writes baselines (schema <c>ptm.baseline/1</c>): one case a line, so that a review sees which cases moved.</summary>
internal static class BaselineFile
{
    const string Schema = "ptm.baseline/1";
    const int MaxBytes = 512 * 1024 * 1024;

    static readonly string[] s_root = ["schema", "cases"];
    static readonly string[] s_case = ["prompt", "case", "provider", "content", "answers", "samples", "passed", "score", "metrics"];
    static readonly JsonWriterOptions s_line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Write(Baseline baseline, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string target = Path.GetFullPath(path);
        string part = $"{target}.{Guid.NewGuid():n}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (StreamWriter writer = new(part, append: false, s_utf8))
            {
                Write(baseline, writer);
            }

            File.Move(part, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(part);
            throw Fault(DiagnosticCodes.FileNotFound, $"The baseline cannot be written: {e.Message}", new(target), e);
        }
    }

    public static Baseline Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string file = Path.GetFullPath(path);
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.CanSeek && stream.Length > MaxBytes)
            {
                throw Fault(DiagnosticCodes.LimitExceeded, string.Create(CultureInfo.InvariantCulture, $"The baseline is larger than {MaxBytes / 1024 / 1024} MiB, the most that is read."), new(file));
            }

            using JsonDocument document = JsonDocument.Parse(stream);
            return Read(document.RootElement, file);
        }
        catch (JsonException e)
        {
            throw Fault(DiagnosticCodes.InvalidSyntax, $"The baseline is no JSON: {e.Message}", new(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(DiagnosticCodes.FileNotFound, $"The baseline cannot be read: {e.Message} 'ptm eval --write-baseline FILE' makes one.", new(file), e);
        }
    }

    static void Write(Baseline baseline, StreamWriter writer)
    {
        writer.Write("{\n  \"schema\": \"" + Schema + "\",\n  \"cases\": [");
        string separator = "\n    ";
        foreach (BaselineCase one in baseline.Cases)
        {
            writer.Write(separator);
            writer.Write(Line(one));
            separator = ",\n    ";
        }

        writer.Write(baseline.Cases.Count == 0 ? "]\n}\n" : "\n  ]\n}\n");
    }

    static string Line(BaselineCase one)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, s_line))
        {
            json.WriteStartObject();
            json.WriteString("prompt", one.PromptId);
            json.WriteString("case", one.CaseId);
            json.WriteString("provider", one.Provider);
            Text(json, "content", one.Content);
            Text(json, "answers", one.Answers);
            json.WriteNumber("samples", one.Samples);
            json.WriteNumber("passed", one.Passed);
            if (one.Score is { } score)
            {
                json.WriteNumber("score", score);
            }

            if (one.Metrics.Count > 0)
            {
                json.WriteStartObject("metrics");
                foreach ((string name, double value) in one.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
                {
                    json.WriteNumber(name, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return s_utf8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    static Baseline Read(JsonElement root, string file)
    {
        string? schema = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("schema", out JsonElement named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        if (schema != Schema)
        {
            string found = schema is null ? "it names no schema" : $"its schema is '{CaseName.OneLine(schema, 60)}'";
            throw Fault(DiagnosticCodes.InvalidValue, $"This is no baseline that this version reads: {found}, and {Schema} is expected. 'ptm eval --write-baseline FILE' makes one.", new(file));
        }

        OnceEach(root, "The root", file, s_root);
        if (!root.TryGetProperty("cases", out JsonElement cases) || cases.ValueKind != JsonValueKind.Array)
        {
            throw Fault(DiagnosticCodes.InvalidValue, "A baseline has a list 'cases'.", new(file));
        }

        List<BaselineCase> read = new(cases.GetArrayLength());
        HashSet<(string Prompt, string Case, string Provider)> known = [];
        foreach (JsonElement item in cases.EnumerateArray())
        {
            BaselineCase one = Case(item, $"cases[{read.Count.ToString(CultureInfo.InvariantCulture)}]", file);
            if (!known.Add((one.PromptId, one.CaseId, one.Provider)))
            {
                throw Fault(DiagnosticCodes.Duplicate, $"The baseline has the case {CaseName.Of(one.PromptId, one.CaseId, "")} on {CaseName.OneLine(one.Provider)} twice.", new(file));
            }

            read.Add(one);
        }

        return new(read);
    }

    static BaselineCase Case(JsonElement item, string place, string file)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(place, "is an object", file);
        }

        OnceEach(item, place, file, s_case);
        int samples = Count(item, "samples", 1, int.MaxValue, place, file);
        return new()
        {
            PromptId = Required(item, "prompt", place, file),
            CaseId = Required(item, "case", place, file),
            Provider = Required(item, "provider", place, file),
            Content = Optional(item, "content", place, file),
            Answers = Optional(item, "answers", place, file),
            Samples = samples,
            Passed = Count(item, "passed", 0, samples, place, file),
            Score = item.TryGetProperty("score", out _) ? Number(item, "score", 0, 100, place, file) : null,
            Metrics = Metrics(item, place, file),
        };
    }

    static Dictionary<string, double> Metrics(JsonElement item, string place, string file)
    {
        Dictionary<string, double> metrics = new(StringComparer.Ordinal);
        if (!item.TryGetProperty("metrics", out JsonElement named))
        {
            return metrics;
        }

        place += ".metrics";
        if (named.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(place, "is an object of names and numbers", file);
        }

        OnceEach(named, place, file);
        foreach (JsonProperty metric in named.EnumerateObject())
        {
            metrics[metric.Name] = Number(named, metric.Name, 0, 1, place, file);
        }

        return metrics;
    }

    // Of two values under one name nobody can say which is meant, and a name that nobody reads is a slip or of another version.
    static void OnceEach(JsonElement item, string place, string file, string[]? known = null)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty property in item.EnumerateObject())
        {
            if (!names.Add(property.Name))
            {
                throw Fault(DiagnosticCodes.Duplicate, $"{place} of the baseline has '{CaseName.OneLine(property.Name, 60)}' twice.", new(file));
            }

            if (known?.Contains(property.Name, StringComparer.Ordinal) == false)
            {
                throw Fault(DiagnosticCodes.UnknownKey, $"{place} of the baseline has no '{CaseName.OneLine(property.Name, 60)}'; it knows {string.Join(", ", known)}.", new(file));
            }
        }
    }

    static string Required(JsonElement item, string name, string place, string file) =>
        Optional(item, name, place, file) ?? throw Wrong(place, $"needs a text '{name}'", file);

    static string? Optional(JsonElement item, string name, string place, string file) =>
        !item.TryGetProperty(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong(place, $"needs a text '{name}'", file);

    static int Count(JsonElement item, string name, int least, int most, string place, string file) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most
            ? number
            : throw Wrong(place, string.Create(CultureInfo.InvariantCulture, $"needs a whole number '{name}' from {least} to {most}"), file);

    static double Number(JsonElement item, string name, double least, double most, string place, string file) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number >= least && number <= most
            ? number
            : throw Wrong(place, string.Create(CultureInfo.InvariantCulture, $"needs a number '{CaseName.OneLine(name, 60)}' from {least} to {most}"), file);

    static PtmException Wrong(string place, string what, string file) => Fault(DiagnosticCodes.InvalidValue, $"{place} of the baseline {what}.", new(file));

    static void Remove(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What keeps the file from being written may keep its part from being removed.
        }
    }

    static PtmException Fault(string code, string message, SourceLocation place, Exception? cause = null) => new(new Diagnostic(code, DiagnosticSeverity.Error, message, place), cause);
}
