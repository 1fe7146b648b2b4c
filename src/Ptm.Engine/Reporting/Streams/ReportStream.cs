using System.Globalization;
using Ptm.Engine.Reporting.Csv;
using Ptm.Engine.Reporting.JUnit;
using Ptm.Engine.Reporting.Markdown;
using Ptm.Engine.Reporting.Sarif;

namespace Ptm.Engine.Reporting.Streams;

/// <summary>
/// A report in a file that is written while the run goes on, beside its place: it gets there whole, with <see cref="CompleteAsync"/>, or not at all.
/// What keeps it from being written is said there too, so that the run goes on.
/// </summary>
internal sealed class ReportStream : IResultSink, IDisposable
{
    /// <summary>The most cases that a page is made of; more open in no browser.</summary>
    public const int MostOnPage = 100_000;

    readonly ReportFormat _format;
    readonly string _target;
    readonly string _part;
    readonly Func<Stream, IReportBody> _create;
    FileStream? _stream;
    IReportBody? _body;
    Exception? _fault;

    ReportStream(ReportFormat format, string path, Func<Stream, IReportBody> create)
    {
        _format = format;
        _target = Path.GetFullPath(path);
        _part = $"{_target}.{Guid.NewGuid():n}.part";
        _create = create;
    }

    /// <param name="path">The file; one that is there is replaced, and its folder is made.</param>
    /// <param name="plan">What runs.</param>
    /// <param name="folder">Folder that places are shown relative to when they lie in it.</param>
    /// <exception cref="PtmException">PTM3008: there are more cases than a page holds.</exception>
    public static ReportStream For(string path, EvalPlan plan, string folder)
    {
        ReportFormat format = ReportFile.FormatOf(path) ?? throw new ArgumentOutOfRangeException(nameof(path), path, "The extension stands for no format.");
        if (format == ReportFormat.Html && plan.Cases.Count > MostOnPage)
        {
            throw new PtmException(new Diagnostic(
                DiagnosticCodes.LimitExceeded,
                DiagnosticSeverity.Error,
                string.Create(CultureInfo.InvariantCulture, $"A page of {plan.Cases.Count} cases opens in no browser; {MostOnPage} are the most. Write a .json, .csv or .md, or select fewer cases."),
                new(Path.GetFullPath(path))));
        }

        return new(format, path, stream => format switch
        {
            ReportFormat.Json => new RunFileBody(stream),
            ReportFormat.Csv => new CsvBody(stream, CsvTable.Of(plan, PlaceNames.In(folder))),
            ReportFormat.Sarif => new SarifBody(stream, SourceRoot.Above(folder)),
            ReportFormat.JUnit => new JUnitBody(stream, folder, isLarge: true),
            ReportFormat.Markdown => new KeptBody(stream, format, folder, new MarkdownSelection().Shows),
            _ => new KeptBody(stream, format, folder, _ => true),
        });
    }

    public void Begin(RunResult run) => Try(() =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_target)!);
        _stream = new(_part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024, useAsync: false);
        _body = _create(_stream);
        _body.Begin(run);
    });

    public void Add(CaseResult result)
    {
        if (_fault is null)
        {
            Try(() => _body!.Add(result));
        }
    }

    /// <summary>Puts the whole report in its place.</summary>
    /// <param name="run">The run as it ended.</param>
    /// <param name="cancellationToken">Ends the writing, and leaves no file.</param>
    /// <exception cref="PtmException">PTM3001: the file could not be written.</exception>
    public async Task CompleteAsync(RunResult run, CancellationToken cancellationToken)
    {
        try
        {
            if (_fault is null)
            {
                await _body!.EndAsync(run, cancellationToken).ConfigureAwait(false);
                Close();
                File.Move(_part, _target, overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _fault = e;
        }

        if (_fault is not null)
        {
            throw ReportFile.Unwritable(_format, _target, _part, _fault);
        }
    }

    public void Dispose()
    {
        Try(Close);
        ReportFile.DeletePart(_part);
    }

    void Close()
    {
        (_body as IDisposable)?.Dispose();
        _stream?.Dispose();
        (_body, _stream) = (null, null);
    }

    void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _fault ??= e;
        }
    }
}
