using System.Globalization;

namespace Ptm.Engine.Reporting;

/// <summary>Figures as people read them, the same on every machine.</summary>
internal static class FigureText
{
    const string Unknown = "unknown";

    public static string Score(double? score) => score is { } value ? value.ToString("0.##", CultureInfo.InvariantCulture) : "none";

    public static string PassRate(double? rate) => rate is { } value ? (value * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %" : "none";

    public static string Cost(decimal? usd) => usd is { } value ? value.ToString("0.######", CultureInfo.InvariantCulture) + " USD" : Unknown;

    public static string Tokens(TokenUsage? tokens) => tokens is { } usage ? Count(usage.Total) : Unknown;

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Milliseconds(double? milliseconds) => milliseconds switch
    {
        null => Unknown,
        < 1_000 => milliseconds.Value.ToString("0", CultureInfo.InvariantCulture) + " ms",
        < 60_000 => (milliseconds.Value / 1_000).ToString("0.##", CultureInfo.InvariantCulture) + " s",
        _ => (milliseconds.Value / 60_000).ToString("0.#", CultureInfo.InvariantCulture) + " min",
    };

    /// <summary>To the second in UTC, such as <c>2026-11-25 10:15:30 UTC</c>.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Says of cases that checked nothing that they count; empty where there are none.</summary>
    public static string CheckedNothing(RunSummary summary) => summary.CheckedNothing == 0 ? "" :
        $"{Count(summary.CheckedNothing)} of {Cases(summary.Total)} checked nothing (compat: promptfoo counts them as passed)";

    public static string Outcome(CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.Passed => "passed",
        CaseOutcome.Failed => "failed",
        CaseOutcome.Error => "error",
        _ => "unchecked",
    };

    public static string State(RunState state) => state switch
    {
        RunState.Queued => "queued",
        RunState.Running => "running",
        RunState.Completed => "completed",
        RunState.Failed => "failed",
        _ => "cancelled",
    };

    /// <summary>How many cases a run has, those of a run that did not end included.</summary>
    public static int CasesOf(RunResult run) => Math.Max(run.CaseCount ?? 0, run.Summary.Total);

    /// <summary>Such as <c>1 case</c> or <c>1,250 cases</c>.</summary>
    public static string Cases(int number) => Count(number) + (number == 1 ? " case" : " cases");
}
