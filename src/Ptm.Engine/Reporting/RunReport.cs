using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ptm.Engine.Reporting.Csv;
using Ptm.Engine.Reporting.Html;
using Ptm.Engine.Reporting.JUnit;
using Ptm.Engine.Reporting.Markdown;
using Ptm.Engine.Reporting.Sarif;

namespace Ptm.Engine.Reporting;

/// <summary>Writes a run in one of its formats. Whatever a prompt or a model says is shown as text and never does anything.</summary>
public static class RunReport
{
    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // As PtmJson writes files, at once.
    static readonly JsonSerializerOptions s_json = new(PtmJson.Options) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The report as one text. For a large run <see cref="WriteAsync"/> needs less memory.</summary>
    /// <param name="run">The run, with its results.</param>
    /// <param name="format">In which format.</param>
    /// <param name="folder">Folder that places are shown relative to when they lie in it; null for the one that all files of the run share. JSON has absolute paths.</param>
    public static string Write(RunResult run, ReportFormat format, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (format is ReportFormat.Sarif or ReportFormat.JUnit)
        {
            using MemoryStream stream = new();
            WriteBody(run, format, stream, folder);
            return s_utf8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
        }

        return format == ReportFormat.Json ? JsonSerializer.Serialize(run, s_json.GetTypeInfo(typeof(RunResult))) : string.Concat(PiecesOf(run, format, folder));
    }

    /// <summary>Writes the report as UTF-8, a case at a time. A CSV begins with a byte order mark, without which a spreadsheet misreads it.</summary>
    /// <param name="run">The run, with its results.</param>
    /// <param name="format">In which format.</param>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="folder">Folder that places are shown relative to when they lie in it; null for the one that all files of the run share. JSON has absolute paths.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(RunResult run, ReportFormat format, Stream stream, string? folder = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(stream);
        if (format == ReportFormat.Json)
        {
            await PtmJson.WriteFileAsync(stream, run, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (format is ReportFormat.Sarif or ReportFormat.JUnit)
        {
            WriteBody(run, format, stream, folder);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        StreamWriter writer = new(stream, s_utf8, 16 * 1024, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            foreach (string piece in PiecesOf(run, format, folder))
            {
                await writer.WriteAsync(piece.AsMemory(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    static void WriteBody(RunResult run, ReportFormat format, Stream stream, string? folder)
    {
        string? shown = PlaceNames.Of(run, folder).Folder;
        if (format == ReportFormat.Sarif)
        {
            using SarifBody sarif = new(stream, shown);
            sarif.Begin(run);
            foreach (CaseResult result in run.Results)
            {
                sarif.Add(result);
            }

            sarif.End(run);
            return;
        }

        using JUnitBody junit = new(stream, shown, isLarge: false);
        foreach (CaseResult result in run.Results)
        {
            junit.Add(result);
        }

        junit.End(run);
    }

    static IEnumerable<string> PiecesOf(RunResult run, ReportFormat format, string? folder) => format switch
    {
        ReportFormat.Html => new HtmlReport(run, PlaceNames.Of(run, folder)).Pieces(),
        ReportFormat.Markdown => new MarkdownReport(run, PlaceNames.Of(run, folder)).Pieces(),
        ReportFormat.Csv => new CsvReport(run, PlaceNames.Of(run, folder)).Pieces(),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format of a report."),
    };
}
