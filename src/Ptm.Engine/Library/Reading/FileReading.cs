using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>One file being read: its path, and what was found wrong with it. All findings are collected, so that one run shows them all.</summary>
internal sealed class FileReading(string path)
{
    // A slip in a file of a million rows is there a million times; nobody reads more than these, of errors and of warnings.
    const int MaxFindings = 1000;

    readonly List<Diagnostic> _diagnostics = [];
    readonly List<UnsupportedFeature> _lostChecks = [];
    int _warnings;

    public string Path { get; } = path;

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Whether so many errors were found that reading on is of no use.</summary>
    public bool IsFull => ErrorCount >= MaxFindings;

    public int ErrorCount { get; private set; }

    public IEnumerable<Diagnostic> Findings => _diagnostics;

    public IEnumerable<Diagnostic> Warnings => _diagnostics.Where(finding => finding.Severity == DiagnosticSeverity.Warning);

    public void Error(string code, string message, YamlNode? at = null) => Report(code, DiagnosticSeverity.Error, message, at);

    public void Warn(string code, string message, YamlNode? at = null) => Report(code, DiagnosticSeverity.Warning, message, at);

    public void Report(Diagnostic finding)
    {
        bool isError = finding.Severity == DiagnosticSeverity.Error;
        int count = Count(isError, 1);
        if (count < MaxFindings)
        {
            _diagnostics.Add(finding);
        }
        else if (count == MaxFindings)
        {
            _diagnostics.Add(new(
                DiagnosticCodes.LimitExceeded,
                finding.Severity,
                $"More than {MaxFindings - 1} {(isError ? "errors" : "warnings")} in this file; the rest is not listed.",
                finding.Location));
        }
    }

    /// <summary>A check that is written where it would never run: an error of the cases that it belongs to, which run for the rest.</summary>
    public void LoseCheck(string message, YamlNode at)
    {
        Warn(DiagnosticCodes.HiddenChecks, message, at);
        _lostChecks.Add(new(message, at.In(Path)) { Problem = message });
    }

    /// <summary>What was lost since this was last asked.</summary>
    public UnsupportedFeature[] TakeLostChecks()
    {
        UnsupportedFeature[] lost = [.. _lostChecks];
        _lostChecks.Clear();
        return lost;
    }

    /// <summary>Hands every finding on to the file that named this one.</summary>
    public void CopyTo(FileReading other)
    {
        other._diagnostics.AddRange(_diagnostics);
        other.Count(isError: true, ErrorCount);
        other.Count(isError: false, _warnings);
    }

    /// <exception cref="PtmException">An error was found.</exception>
    public void ThrowIfWrong()
    {
        if (ErrorCount > 0)
        {
            throw new PtmException([.. _diagnostics.OrderBy(finding => finding.Severity == DiagnosticSeverity.Error ? 0 : 1)], null);
        }
    }

    int Count(bool isError, int more) => isError ? ErrorCount += more : _warnings += more;

    void Report(string code, DiagnosticSeverity severity, string message, YamlNode? at) =>
        Report(new(code, severity, message, at?.In(Path) ?? new(Path)));
}
