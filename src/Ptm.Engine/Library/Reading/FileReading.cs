using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>One file being read: its path, and what was found wrong with it. All findings are collected, so that one run shows them all.</summary>
internal sealed class FileReading(string path)
{
    // A slip in a file of a million rows is there a million times; nobody reads more than these.
    const int MaxFindings = 1000;

    readonly List<Diagnostic> _diagnostics = [];
    readonly List<UnsupportedFeature> _lostChecks = [];

    public string Path { get; } = path;

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Whether so much was found that reading on is of no use.</summary>
    public bool IsFull => _diagnostics.Count >= MaxFindings;

    public int ErrorCount => _diagnostics.Count(finding => finding.Severity == DiagnosticSeverity.Error);

    public IEnumerable<Diagnostic> Findings => _diagnostics;

    public IEnumerable<Diagnostic> Warnings => _diagnostics.Where(finding => finding.Severity == DiagnosticSeverity.Warning);

    public void Error(string code, string message, YamlNode? at = null) => Report(code, DiagnosticSeverity.Error, message, at);

    public void Warn(string code, string message, YamlNode? at = null) => Report(code, DiagnosticSeverity.Warning, message, at);

    public void Report(Diagnostic finding)
    {
        if (_diagnostics.Count < MaxFindings - 1)
        {
            _diagnostics.Add(finding);
        }
        else if (_diagnostics.Count < MaxFindings)
        {
            bool isWrong = _diagnostics.Exists(found => found.Severity == DiagnosticSeverity.Error) || finding.Severity == DiagnosticSeverity.Error;
            _diagnostics.Add(new(
                DiagnosticCodes.LimitExceeded,
                isWrong ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
                $"More than {MaxFindings - 1} findings in this file; the rest is not listed.",
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
    public void CopyTo(FileReading other) => other._diagnostics.AddRange(_diagnostics);

    /// <exception cref="PtmException">An error was found.</exception>
    public void ThrowIfWrong()
    {
        if (_diagnostics.Exists(finding => finding.Severity == DiagnosticSeverity.Error))
        {
            throw new PtmException([.. _diagnostics.OrderBy(finding => finding.Severity == DiagnosticSeverity.Error ? 0 : 1)], null);
        }
    }

    void Report(string code, DiagnosticSeverity severity, string message, YamlNode? at) =>
        Report(new(code, severity, message, at?.In(Path) ?? new(Path)));
}
