using System.Globalization;
using Ptm.Engine.Reporting;

namespace Ptm.Cli.Output;

/// <summary>What a person reads: where it is evaluated, each case that needs a look, and the figures.</summary>
internal sealed class TextReport(StandardOutput output, string folder) : IEvalReport
{
    // Beyond this many, passing cases only count; nobody reads ten thousand lines.
    const int MostListed = 100;
    const int MostReasons = 20;
    const int MaxReason = 1_000;

    readonly Lock _gate = new();
    readonly List<Diagnostic> _early = [];
    int _total;
    int _done;
    int _failed;
    int _listed;
    long _lastProgress;

    /// <summary>Warnings wait for <see cref="Start"/>, so that the first line says where it is evaluated.</summary>
    public bool AwaitsStart { get; set; }

    public void Start(string evaluator, int total, int? here, IReadOnlyList<KeyValuePair<string, int>> prompts)
    {
        _total = total;
        string others = here > 0 ? $"; {here} of them in this process, which alone has their program" : "";
        output.Out.WriteLine($"Evaluating {total} {(total == 1 ? "case" : "cases")} with the {evaluator}{others}");
        output.Out.Flush();
        ReleaseWarnings();
    }

    public void Remark(string text) => Remark(text, null);

    /// <summary>Says a line, in a colour where there is one.</summary>
    public void Remark(string text, string? color)
    {
        lock (_gate)
        {
            output.Out.WriteLine(color is null ? text : Paint(color, text));
            output.Out.Flush();
        }
    }

    public void Command(string line)
    {
        lock (_gate)
        {
            ClearProgress();
            output.Commands.WriteLine(line);
            output.Commands.Flush();
        }
    }

    public void Finding(Diagnostic finding)
    {
        lock (_gate)
        {
            if (AwaitsStart && finding.Severity == DiagnosticSeverity.Warning)
            {
                _early.Add(finding);
                return;
            }

            ClearProgress();
            SourceLocation? location = finding.Location is { } place ? place with { File = Shorten(place.File) } : null;
            bool isError = finding.Severity == DiagnosticSeverity.Error;
            output.Out.WriteLine(Paint(isError ? "31" : "33", (finding with { Location = location }).ToString()));
            output.Out.Flush();
        }
    }

    public void Result(CaseResult result)
    {
        lock (_gate)
        {
            _done++;
            _failed += result.Outcome is CaseOutcome.Failed or CaseOutcome.Error ? 1 : 0;
            if (_total <= MostListed || (result.Outcome != CaseOutcome.Passed && _listed++ < MostListed))
            {
                ClearProgress();
                List(result);
                output.Out.Flush();
            }

            ShowProgress();
        }
    }

    public void End(RunResult run, GateResult gate, int exitCode, IReadOnlyList<string> files, IReadOnlyList<string> environment)
    {
        ClearProgress();
        RunSummary summary = run.Summary;
        output.Out.WriteLine();
        output.Out.WriteLine(string.Join(", ", Counts(summary)));
        output.Out.WriteLine(string.Join("  ", Figures(summary)));
        Metrics(run.Metrics);
        if (FigureText.CheckedNothing(summary) is { Length: > 0 } remark)
        {
            output.Out.WriteLine(Paint("33", remark));
        }

        if (run.State != RunState.Completed)
        {
            output.Out.WriteLine(Paint("33", $"{(run.State == RunState.Cancelled ? "Cancelled" : "Failed")} after {summary.Total} of {_total} cases."));
            return;
        }

        Evidence(gate);
        foreach (GateViolation violation in gate.Violations.Take(MostListed).Where(violation => violation.Code is not (DiagnosticCodes.CaseFailed or DiagnosticCodes.TooManyErrors or DiagnosticCodes.TooManyUnchecked)))
        {
            Finding(new(violation.Code, DiagnosticSeverity.Error, violation.Message, violation.Location));
        }

        if (gate.Violations.Any(violation => violation.Code == DiagnosticCodes.TooManyUnchecked && Path.GetFileName(violation.Location?.File)?.StartsWith("promptfooconfig", StringComparison.Ordinal) == true))
        {
            output.Out.WriteLine("A case without a check passes with promptfoo: 'compat: promptfoo' at the top of the config takes its verdict.");
        }

        foreach (GateViolation warning in gate.Warnings.Take(MostListed))
        {
            Finding(new(warning.Code, DiagnosticSeverity.Warning, warning.Message, warning.Location));
        }

        string inconclusive = gate.Verdict == GateVerdict.Inconclusive ? ": the run does not suffice to tell" : "";
        if (gate.Violations.Count == 0 && exitCode == ExitCodes.BadUsageOrFile)
        {
            // A gate that is open says that all is well, and it is not.
            output.Out.WriteLine(Paint("31", $"Not every file that was asked for could be written. The figures close no gate{inconclusive}."));
            return;
        }

        output.Out.WriteLine(gate.Violations.Count == 0 ? Paint(inconclusive.Length == 0 ? "32" : "33", $"The gate is open{inconclusive}.") : Paint("31", $"The gate is closed{inconclusive}."));
    }

    void Evidence(GateResult gate)
    {
        // A figure that has a finding of its own says it there.
        string[] said = [.. gate.Violations.Take(MostListed).Concat(gate.Warnings).Select(finding => finding.Message)];
        foreach (GateFigure figure in gate.Figures.Take(MostListed).Where(figure => !said.Any(message => message.Contains(figure.Text[1..], StringComparison.Ordinal))))
        {
            output.Out.WriteLine(figure.Text);
        }

        if (gate is { SamplesPlanned: { } planned, SamplesTaken: { } taken })
        {
            output.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"saved {planned - taken:N0} of {planned:N0} samples"));
        }

        if (gate.FlakyCount > 0)
        {
            output.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{gate.FlakyCount:N0} flaky {(gate.FlakyCount == 1 ? "case" : "cases")}, with both verdicts on one input:"));
            foreach (FlakyCase flaky in gate.Flaky.Take(MostReasons))
            {
                output.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  passed {flaky.Passed} of {flaky.Samples}  {CaseName.Of(flaky.PromptId, flaky.CaseId, flaky.Description)} [{CaseName.OneLine(flaky.Provider, 60)}]"));
            }

            if (gate.FlakyCount > MostReasons)
            {
                output.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {gate.FlakyCount - MostReasons:N0} more"));
            }
        }
    }

    /// <summary>Ends a run that was made for its recordings: its figures, without a verdict.</summary>
    public void EndRecording(RunResult run, string recorded)
    {
        ClearProgress();
        output.Out.WriteLine();
        output.Out.WriteLine(string.Join(", ", Counts(run.Summary)));
        output.Out.WriteLine(string.Join("  ", Figures(run.Summary)));
        if (run.State != RunState.Completed)
        {
            output.Out.WriteLine(Paint("33", $"{(run.State == RunState.Cancelled ? "Cancelled" : "Failed")} after {run.Summary.Total} of {_total} cases."));
        }

        output.Out.WriteLine(recorded);
    }

    public void Added(IReadOnlyList<string> files) => Remark($"ptm.yaml names {string.Join(", ", files)} too.");

    public void Empty(int exitCode, IReadOnlyList<string> files) => Remark("There is no prompt to evaluate.");

    public void Refuse(int exitCode)
    {
        ClearProgress();
        ReleaseWarnings();
    }

    void ReleaseWarnings()
    {
        AwaitsStart = false;
        _early.ForEach(Finding);
        _early.Clear();
    }

    void List(CaseResult result)
    {
        (string sign, string color) = result.Outcome switch
        {
            CaseOutcome.Passed => ("passed   ", "32"),
            CaseOutcome.Failed => ("failed   ", "31"),
            CaseOutcome.Error => ("error    ", "35"),
            _ => ("unchecked", "33"),
        };
        string score = result.Score is { } value ? value.ToString("0.##", CultureInfo.InvariantCulture).PadLeft(5) : "    -";
        output.Out.WriteLine($"  {Paint(color, sign)} {score}  {CaseName.Of(result)} [{result.Provider}]");
        if (result.Outcome == CaseOutcome.Passed)
        {
            return;
        }

        if (result.Error is { } error)
        {
            output.Out.WriteLine($"      {error.Code}: {error.Message}");
        }

        foreach (AssertionResult assertion in result.Assertions.Where(assertion => assertion.Outcome == CaseOutcome.Failed).Take(MostReasons))
        {
            output.Out.WriteLine($"      {assertion.Type}: {assertion.Reason}");
        }

        foreach (MetricResult metric in result.Metrics.Where(metric => metric.Outcome == CaseOutcome.Failed).Take(MostReasons))
        {
            output.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"      metric {CaseName.OneLine(metric.Name)}: {metric.Score:0.##} of {metric.Threshold:0.##}: {CaseName.OneLine(metric.Reason, MaxReason)}"));
        }

        foreach (KpiResult kpi in result.Kpis.Where(kpi => kpi.Outcome == CaseOutcome.Failed).Take(MostReasons))
        {
            output.Out.WriteLine($"      KPI {CaseName.OneLine(kpi.Name)}: {CaseName.OneLine(kpi.Reason, MaxReason)}");
        }

        if (result.Outcome == CaseOutcome.Unchecked)
        {
            output.Out.WriteLine("      nothing was checked");
        }

        if (result.Location is { } place)
        {
            output.Out.WriteLine($"      {Shorten(place.File)}:{place.Line}");
        }
    }

    // A prompt on a provider a line, as a person compares them.
    void Metrics(IReadOnlyList<NamedMetric> metrics)
    {
        foreach (IGrouping<(string PromptId, string Provider), NamedMetric> group in metrics.GroupBy(metric => (metric.PromptId, metric.Provider)).Take(MostReasons))
        {
            IEnumerable<string> figures = group.Take(MostReasons).Select(metric => $"{CaseName.OneLine(metric.Name, 60)} {Number(metric.Value, "0.###")}{(metric.IsDerived ? "" : $" of {Number(metric.Weight, "0.###")}")}");
            output.Out.WriteLine($"metrics of {CaseName.OneLine(group.Key.PromptId, 60)} [{CaseName.OneLine(group.Key.Provider, 60)}]: {string.Join(", ", figures)}");
        }
    }

    static IEnumerable<string> Counts(RunSummary summary)
    {
        yield return $"{summary.Passed} passed";
        yield return $"{summary.Failed} failed";
        yield return $"{summary.Errors} {(summary.Errors == 1 ? "error" : "errors")}";
        if (summary.JudgeErrors > 0)
        {
            yield return $"{summary.JudgeErrors} {(summary.JudgeErrors == 1 ? "judge error" : "judge errors")}";
        }

        yield return $"{summary.Unchecked} unchecked";
    }

    static IEnumerable<string> Figures(RunSummary summary)
    {
        yield return $"score {Number(summary.Score, "0.##")}";
        yield return $"pass rate {Number(summary.PassRate, "0.####")}";
        yield return $"cost {(summary.CostUsd is { } cost ? cost.ToString("0.######", CultureInfo.InvariantCulture) + " USD" : "unknown")}{Recorded(summary)}";
        yield return $"latency p95 {Number(summary.LatencyP95Ms, "0")} ms";
        yield return $"took {Number(summary.Duration.TotalSeconds, "0.00")} s";
    }

    // What is replayed cost its money, and took its time, when it was recorded.
    static string Recorded(RunSummary summary) =>
        summary.Recorded == 0 ? ""
        : summary.Recorded == summary.Total ? " (recorded)"
        : $" ({summary.Recorded} of {summary.Total} recorded)";

    static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "unknown";

    void ShowProgress()
    {
        if (output.HasProgress && (_done == _total || Environment.TickCount64 - _lastProgress > 100))
        {
            _lastProgress = Environment.TickCount64;
            output.Out.Flush();
            output.Progress.Write($"\r\e[K{_done}/{_total}{(_failed > 0 ? $", {_failed} not passed" : "")}");
        }
    }

    void ClearProgress()
    {
        if (output.HasProgress && _done > 0)
        {
            output.Progress.Write("\r\e[K");
        }
    }

    string Paint(string color, string text) => output.HasColor ? $"\e[{color}m{text}\e[0m" : text;

    string Shorten(string path)
    {
        string relative = Path.GetRelativePath(folder, path);
        return relative is "." || relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
