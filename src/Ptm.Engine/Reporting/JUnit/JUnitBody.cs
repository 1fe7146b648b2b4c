using System.Globalization;
using System.Text;
using Ptm.Engine.Reporting.Streams;

namespace Ptm.Engine.Reporting.JUnit;

/// <summary>
/// JUnit's XML, a suite a prompt. The cases of prompts come mixed, and a suite begins with its figures: so the cases wait in a file, and not in memory.
/// A case that checked nothing is a failure, and a run that did not end or has no case has a test that says so: nothing of that is green.
/// </summary>
/// <param name="stream">Where to; it stays open.</param>
/// <param name="folder">Folder that places are shown relative to when they lie in it; null for absolute paths.</param>
/// <param name="isLarge">Whether the cases wait in a file; it goes with this object.</param>
internal sealed class JUnitBody(Stream stream, string? folder, bool isLarge) : IReportBody, IDisposable
{
    const int MaxName = 200;
    const int MaxReason = 400;
    const int MaxText = 20_000;

    readonly StreamWriter _writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024, leaveOpen: true);
    readonly Dictionary<string, JUnitSuite> _suites = new(StringComparer.Ordinal);
    readonly List<JUnitSuite> _order = [];
    readonly Stream _spool = isLarge
        ? new FileStream(Path.Combine(Path.GetTempPath(), $"ptm-{Guid.NewGuid():n}.part"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose)
        : new MemoryStream();

    public void Begin(RunResult run)
    {
        // What comes first is known last.
    }

    public void Add(CaseResult result)
    {
        if (!_suites.TryGetValue(result.PromptId, out JUnitSuite? suite))
        {
            _suites.Add(result.PromptId, suite = new(result.PromptId));
            _order.Add(suite);
        }

        double seconds = result.Output?.Latency.TotalSeconds ?? 0;
        byte[] text = Encoding.UTF8.GetBytes(Case(result, seconds));
        suite.Add(result.Outcome, seconds);
        suite.Pieces.Add((_spool.Position, text.Length));
        _spool.Write(text);
    }

    public Task EndAsync(RunResult run, CancellationToken cancellationToken)
    {
        End(run);
        return _writer.FlushAsync(cancellationToken);
    }

    /// <summary>Writes all of it.</summary>
    public void End(RunResult run)
    {
        string? problem = Problem(run);
        int tests = _order.Sum(suite => suite.Tests) + (problem is null ? 0 : 1);
        int errors = _order.Sum(suite => suite.Errors) + (problem is null ? 0 : 1);
        string label = string.IsNullOrWhiteSpace(run.Label) ? "Prompt tests" : run.Label;
        string started = run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        _writer.Write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        _writer.Write($"<testsuites name=\"{XmlText.Attribute(label, MaxName)}\" tests=\"{Text(tests)}\" failures=\"{Text(_order.Sum(suite => suite.Failures))}\" errors=\"{Text(errors)}\" skipped=\"0\" time=\"{Text(run.Summary.Duration.TotalSeconds)}\" timestamp=\"{started}\">\n");
        foreach (JUnitSuite suite in _order)
        {
            _writer.Write($"  <testsuite name=\"{XmlText.Attribute(suite.PromptId, MaxName)}\" tests=\"{Text(suite.Tests)}\" failures=\"{Text(suite.Failures)}\" errors=\"{Text(suite.Errors)}\" skipped=\"0\" time=\"{Text(suite.Seconds)}\" timestamp=\"{started}\">\n");
            _writer.Flush();
            suite.Pieces.ForEach(Copy);
            _writer.Write("  </testsuite>\n");
        }

        if (problem is not null)
        {
            _writer.Write($"  <testsuite name=\"run\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0\" timestamp=\"{started}\">\n    <testcase name=\"the whole run\" classname=\"run\" time=\"0\">\n      <error message=\"{XmlText.Attribute(problem, MaxReason)}\" type=\"{(run.State == RunState.Completed ? DiagnosticCodes.NoCaseRan : DiagnosticCodes.Cancelled)}\" />\n    </testcase>\n  </testsuite>\n");
        }

        _writer.Write("</testsuites>\n");
        _writer.Flush();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _spool.Dispose();
    }

    static string? Problem(RunResult run) =>
        run.State != RunState.Completed ? $"The run is {FigureText.State(run.State)} after {FigureText.Count(run.Summary.Total)} of {FigureText.Cases(FigureText.CasesOf(run))}. {run.Error}"
        : run.Summary.Total == 0 ? "No case ran."
        : null;

    string Case(CaseResult result, double seconds)
    {
        // Ids are unique within a prompt, which a description is not.
        string name = result.Description.Length == 0 || result.Id.StartsWith(result.Description, StringComparison.Ordinal) ? result.Id : $"{result.Description} ({result.Id})";
        string sample = result.Sample == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (sample {result.Sample + 1})");
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"    <testcase name=\"{XmlText.Attribute($"{CaseName.OneLine(name, MaxName)} [{CaseName.OneLine(result.Provider)}]{sample}", 2 * MaxName)}\" classname=\"{XmlText.Attribute(result.PromptId, MaxName)}\"");
        if (result.Location is { } place)
        {
            string file = CaseReport.Place(place with { Line = 0 }, Path.IsPathFullyQualified(place.File) ? folder : null);
            text.Append(CultureInfo.InvariantCulture, $" file=\"{XmlText.Attribute(file.Replace('\\', '/'), MaxText)}\" line=\"{Math.Max(1, place.Line)}\"");
        }

        text.Append(CultureInfo.InvariantCulture, $" time=\"{Text(seconds)}\"");
        if (result.Outcome == CaseOutcome.Passed)
        {
            return text.Append(" />\n").ToString();
        }

        (string element, string type) = result.Outcome switch
        {
            CaseOutcome.Error => ("error", result.Error?.Code ?? DiagnosticCodes.TooManyErrors),
            CaseOutcome.Unchecked => ("failure", DiagnosticCodes.TooManyUnchecked),
            _ => ("failure", DiagnosticCodes.CaseFailed),
        };
        string message = CaseFindings.First(result, MaxReason) ?? (result.Outcome == CaseOutcome.Unchecked ? "nothing was checked" : FigureText.Outcome(result.Outcome));
        text.Append(CultureInfo.InvariantCulture, $">\n      <{element} message=\"{XmlText.Attribute(message, MaxReason)}\" type=\"{XmlText.Attribute(type, MaxName)}\">{XmlText.Of(CaseReport.Of(result, folder), MaxText)}</{element}>\n    </testcase>\n");
        return text.ToString();
    }

    void Copy((long Start, int Length) piece)
    {
        byte[] text = new byte[piece.Length];
        _spool.Position = piece.Start;
        _spool.ReadExactly(text);
        stream.Write(text);
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string Text(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
