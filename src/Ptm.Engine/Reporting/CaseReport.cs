using System.Globalization;
using System.Text;

namespace Ptm.Engine.Reporting;

/// <summary>How one case ended, in the words a person needs to act on it.</summary>
public static class CaseReport
{
    const int MaxText = 600;
    const int MaxReason = 1_000;
    const int MaxFindings = 20;

    /// <summary>
    /// Several lines: prompt, case and outcome in the first; then provider, figures, the rendered prompt and the output (each cut at about 600 characters),
    /// every check that did not hold with what was expected and found, every metric and KPI with its score and reason, and the place as <c>path.yaml:line</c>.
    /// </summary>
    /// <param name="result">The case.</param>
    /// <param name="folder">Folder that places are shown relative to when they lie in it; null for absolute paths.</param>
    public static string Of(CaseResult result, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder report = new();
        report.Append(CultureInfo.InvariantCulture, $"{CaseName.Of(result)} {Verdict(result.Outcome)}");
        Field(report, "provider", CaseName.OneLine(result.Provider));
        Field(report, "score", Figures(result));
        if (result.Prompt is { } prompt)
        {
            Field(report, "prompt", Excerpt.Of(prompt.Text, MaxText));
        }

        if (result.Output is { } output)
        {
            Field(report, "output", output.Text.Length == 0 ? "(empty)" : Excerpt.Of(output.Text, MaxText));
        }

        if (result.Error is { } error)
        {
            Field(report, "error", WithPlace($"{error.Code}: {Excerpt.Of(error.Message, MaxReason)}", error.Location, folder));
        }

        string[] findings = [.. Findings(result.Assertions, result.Error, folder)];
        foreach (string finding in findings.Take(MaxFindings))
        {
            Field(report, "check", finding);
        }

        if (findings.Length > MaxFindings)
        {
            Field(report, "", string.Create(CultureInfo.InvariantCulture, $"and {findings.Length - MaxFindings:N0} more checks"));
        }

        foreach (MetricResult metric in result.Metrics)
        {
            Field(report, "metric", Metric(metric, result.Error, folder));
        }

        foreach (KpiResult kpi in result.Kpis)
        {
            Field(report, "kpi", Kpi(kpi, result.Error, folder));
        }

        if (result.Location is { } place)
        {
            Field(report, "at", Place(place, folder));
        }

        return report.ToString();
    }

    /// <summary>One line of figures: score from 0 to 100, cost in USD, latency in milliseconds, tokens; what is not known is left out or says so.</summary>
    public static string Figures(CaseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder line = new(result.Score is { } score ? score.ToString("0.##", CultureInfo.InvariantCulture) : "none");
        if (result.Output is { } output)
        {
            line.Append(", cost ").Append(output.CostUsd is { } cost ? cost.ToString("0.######", CultureInfo.InvariantCulture) + " USD" : "unknown");
            line.Append(CultureInfo.InvariantCulture, $", latency {output.Latency.TotalMilliseconds:0} ms");
            if (output.Tokens is { } tokens)
            {
                line.Append(CultureInfo.InvariantCulture, $", {tokens.Total} tokens");
            }

            line.Append(output.Recorded ? ", recorded answer" : "");
        }

        return line.ToString();
    }

    /// <summary>A place as editors link it: <c>path:line</c>.</summary>
    /// <param name="place">The place.</param>
    /// <param name="folder">Folder that the path is shown relative to when it lies in it; null for an absolute path.</param>
    public static string Place(SourceLocation place, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(place);
        // A run file can name what is no path.
        string relative = folder is null || place.File.Contains('\0', StringComparison.Ordinal) ? place.File : Path.GetRelativePath(folder, place.File);
        string path = relative.StartsWith("..", StringComparison.Ordinal) ? place.File : relative;
        return place.Line == 0 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}:{place.Line}");
    }

    static string Verdict(CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.Passed => "passed",
        CaseOutcome.Failed => "failed",
        CaseOutcome.Error => "could not be decided",
        _ => "failed: nothing was checked",
    };

    // Every check that did not hold; the parts of a set follow the set.
    static IEnumerable<string> Findings(IEnumerable<AssertionResult> assertions, CaseError? error, string? folder)
    {
        foreach (AssertionResult assertion in assertions)
        {
            // The case's own error is often the first erroneous assertion's: once is enough.
            if (assertion.Outcome is not (CaseOutcome.Failed or CaseOutcome.Error) || (error is not null && assertion.ErrorCode == error.Code && error.Message.EndsWith(assertion.Reason, StringComparison.Ordinal)))
            {
                continue;
            }

            string code = assertion.ErrorCode is null ? "" : assertion.ErrorCode + ": ";
            yield return WithPlace($"{CaseName.OneLine(assertion.Type)}: {code}{Excerpt.Of(assertion.Reason, MaxReason)}{Share(assertion)}", assertion.Location, folder);
            foreach (string inner in Findings(assertion.Assertions, error, folder))
            {
                yield return inner;
            }
        }
    }

    static string Metric(MetricResult metric, CaseError? error, string? folder)
    {
        string said = metric.Score is { } score
            ? string.Create(CultureInfo.InvariantCulture, $"{score:0.##} of {metric.Threshold:0.##}, {Word(metric.Outcome)}: {Excerpt.Of(metric.Reason, MaxReason)}")
            : Why(metric.ErrorCode, metric.Reason, error);
        return WithPlace($"{CaseName.OneLine(metric.Name)}: {said}{(metric.Judge is null ? "" : $" [{CaseName.OneLine(metric.Judge)}]")}", metric.Location, folder);
    }

    static string Kpi(KpiResult kpi, CaseError? error, string? folder)
    {
        string verdict = kpi.Threshold is null ? "" : $"{Word(kpi.Outcome)}, ";
        string weight = Math.Abs(kpi.Weight - 1) < 1e-9 ? "" : string.Create(CultureInfo.InvariantCulture, $", weight {kpi.Weight:0.##}");
        string said = kpi.Score is not null
            ? $"{verdict}{Excerpt.Of(kpi.Reason, MaxReason)}{weight}"
            : Why(kpi.ErrorCode, kpi.Reason, error);
        return WithPlace($"{CaseName.OneLine(kpi.Name)}: {said}", kpi.Location, folder);
    }

    // The case's own error has its reason above already.
    static string Why(string? code, string reason, CaseError? error) =>
        error is not null && code == error.Code && error.Message.EndsWith(reason, StringComparison.Ordinal) ? "error" : $"{code}: {Excerpt.Of(reason, MaxReason)}";

    static string Word(CaseOutcome outcome) => outcome == CaseOutcome.Passed ? "passed" : "failed";

    static string Share(AssertionResult assertion)
    {
        string score = assertion.Outcome == CaseOutcome.Failed && assertion.Score is > 0 and < 1
            ? string.Create(CultureInfo.InvariantCulture, $", score {assertion.Score:0.##}")
            : "";
        string weight = Math.Abs(assertion.Weight - 1) < 1e-9 ? "" : string.Create(CultureInfo.InvariantCulture, $", weight {assertion.Weight:0.##}");
        return score + weight;
    }

    static string WithPlace(string text, SourceLocation? place, string? folder) => place is null ? text : $"{text} ({Place(place, folder)})";

    static void Field(StringBuilder report, string name, string text)
    {
        const string Margin = "           ";
        report.Append('\n').Append("  ").Append(name.PadRight(Margin.Length - 2)).Append(text.ReplaceLineEndings("\n" + Margin));
    }
}
