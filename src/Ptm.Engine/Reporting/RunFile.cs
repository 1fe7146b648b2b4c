using System.Globalization;
using System.Text.Json;

namespace Ptm.Engine.Reporting;

/// <summary>Reads run files (schema <c>ptm.run/1</c>), which <see cref="ReportFormat.Json"/> writes.</summary>
public static class RunFile
{
    /// <summary>Longest file that is read, in bytes: 512 MiB.</summary>
    public const int MaxBytes = 512 * 1024 * 1024;

    internal const string Schema = "ptm.run/1";

    /// <summary>Reads the run that <paramref name="path"/> holds.</summary>
    /// <exception cref="PtmException">
    /// PTM3001: there is no such file, or it cannot be read. PTM3002: it is no JSON. PTM3004: it is no run file, or a value has the wrong shape; the message has its path in the JSON.
    /// PTM3008: it is larger than <see cref="MaxBytes"/>.
    /// </exception>
    public static async Task<RunResult> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string file = Path.GetFullPath(path);
        ReadOnlyMemory<byte> json = await ReadBytesAsync(file, cancellationToken).ConfigureAwait(false);
        try
        {
            string? schema = SchemaOf(json.Span);
            if (schema != Schema)
            {
                string found = schema is null ? "it names no schema" : $"its schema is '{CaseName.OneLine(schema, 60)}'";
                throw Fault(DiagnosticCodes.InvalidValue, $"This is no run file that this version reads: {found}, and {Schema} is expected. ptm eval -o run.json writes one.", new(file));
            }

            return JsonSerializer.Deserialize(json.Span, PtmJson.For<RunResult>()) ?? throw Fault(DiagnosticCodes.InvalidValue, "The file holds null where a run is expected.", new(file));
        }
        catch (JsonException e)
        {
            throw Fault(IsJson(json.Span) ? DiagnosticCodes.InvalidValue : DiagnosticCodes.InvalidSyntax, e.Message, new(file, PlaceFrom(e.LineNumber), PlaceFrom(e.BytePositionInLine)), e);
        }
    }

    static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            await using (stream.ConfigureAwait(false))
            {
                // A device has no length and no end: what is read is counted.
                using MemoryStream bytes = new(stream.CanSeek ? (int)Math.Clamp(stream.Length, 0, MaxBytes) : 0);
                byte[] buffer = new byte[64 * 1024];
                while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
                {
                    if (bytes.Length + count > MaxBytes)
                    {
                        throw Fault(DiagnosticCodes.LimitExceeded, string.Create(CultureInfo.InvariantCulture, $"The run file is larger than {MaxBytes / 1024 / 1024} MiB, the most that is read."), new(file));
                    }

                    await bytes.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                }

                return bytes.GetBuffer().AsMemory(0, (int)bytes.Length) is var all && all.Span.StartsWith("\uFEFF"u8) ? all[3..] : all;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(DiagnosticCodes.FileNotFound, $"The run file cannot be read: {e.Message}", new(file), e);
        }
    }

    // Before anything else, so that a file of another kind is not blamed for what it lacks.
    static string? SchemaOf(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isSchema = reader.ValueTextEquals("schema"u8);
            reader.Read();
            if (isSchema)
            {
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return null;
    }

    static bool IsJson(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static int PlaceFrom(long? index) => index is { } zeroBased and < int.MaxValue ? (int)zeroBased + 1 : 0;

    static PtmException Fault(string code, string message, SourceLocation place, Exception? cause = null) => new(new Diagnostic(code, DiagnosticSeverity.Error, message, place), cause);
}
