using System.Globalization;
using Ptm.Engine.Optimizing;

namespace Ptm.Cli.Output;

/// <summary>What a person reads of an optimization.</summary>
internal static class OptimizationText
{
    const int MostBroken = 20;
    const int MostReason = 300;
    const int MostError = 1_000;

    /// <summary>A step, in a line.</summary>
    public static string Of(OptimizationProgress step) => string.Create(
        CultureInfo.InvariantCulture,
        $"{CaseName.OneLine(step.Message, MostError)} ({(step.BestScore is { } best ? $"best {best:0.0}, " : "")}{Usd(step.CostUsd)} spent)");

    /// <summary>What came of it.</summary>
    public static IEnumerable<string> Of(Optimization optimization)
    {
        yield return $"{CaseName.OneLine(optimization.PromptId)}: {Verdict(optimization)}";
        yield return $"{Scores(optimization)}{Cost(optimization)}{(optimization.Cycles is { } cycles ? $"; {Count(cycles, "cycle")}" : "")}{Stop(optimization.StopReason)}";
        if (optimization.Error is { } error)
        {
            yield return $"error: {CaseName.OneLine(error, MostError)}";
        }

        if (optimization.BrokenCases.Count > 0)
        {
            yield return $"breaks {Count(optimization.BrokenCases.Count, "case")} that passed:";
            foreach (BrokenCase broken in optimization.BrokenCases.Take(MostBroken))
            {
                yield return $"  {CaseName.OneLine(broken.CaseId)} on {CaseName.OneLine(broken.Provider)}{(broken.HeldOut ? ", held out" : "")}{(broken.Reason is null ? "" : $": {Cut(CaseName.OneLine(broken.Reason))}")}";
            }
        }
    }

    /// <summary>An optimization of a list, in a line.</summary>
    public static string Line(Optimization optimization) =>
        $"{optimization.Id}  {Word(optimization.State)}{(optimization.CreatedAt is { } created ? $"  {created.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}" : "")}{Cost(optimization).Replace(";", " ", StringComparison.Ordinal)}  {Verdict(optimization)}";

    /// <summary>A candidate with what it was tried on.</summary>
    public static IEnumerable<string> Of(OptimizationCandidate candidate)
    {
        string score = candidate.Score is { } known ? string.Create(CultureInfo.InvariantCulture, $", score {known:0.0}") : "";
        yield return $"{candidate.Id}{(candidate.ParentId is null ? "" : $" of {candidate.ParentId}, cycle {candidate.Cycle.ToString(CultureInfo.InvariantCulture)}")}: {Word(candidate.State)}{score}, {Usd(candidate.CostUsd)}{(candidate.Reason is null ? "" : $" ({CaseName.OneLine(candidate.Reason)})")}";
        if (!string.IsNullOrWhiteSpace(candidate.Diagnosis))
        {
            yield return $"  {CaseName.OneLine(candidate.Diagnosis)}";
        }

        foreach (string line in (candidate.Diff ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return $"  {line.TrimEnd('\r')}";
        }

        foreach (CandidateCase one in candidate.Cases)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  {CaseName.OneLine(one.CaseId)} on {CaseName.OneLine(one.Provider)}{(one.HeldOut ? ", held out" : "")}: {one.Passed} passed, {one.Failed} failed{(one.Errors > 0 ? $", {Count(one.Errors, "error")}" : "")}{(one.Score is { } points ? $", score {points:0.0}" : "")}");
        }
    }

    public static string Usd(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"${amount:0.00##}");

    public static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    static string Verdict(Optimization optimization) => optimization switch
    {
        { State: RunState.Queued or RunState.Running } => "not ended",
        { State: RunState.Cancelled } => "cancelled",
        { Verdict: OptimizationVerdict.Improved } => $"improved by {Gain(optimization)}",
        { Verdict: OptimizationVerdict.Unproven } => $"unproven: {Gain(optimization)}{(optimization.Gain?.CasesNeeded is { } needed ? string.Create(CultureInfo.InvariantCulture, $"; about {needed} held-out cases would prove a gain of this size") : "")}",
        { Verdict: OptimizationVerdict.NoImprovement, Gain: null } => "no improvement found",
        { Verdict: OptimizationVerdict.NoImprovement } => $"no improvement found: {Gain(optimization)}",
        { Verdict: OptimizationVerdict.Inconclusive } => "inconclusive: too many held-out cases ended with an error",
        { State: RunState.Failed } => "failed",
        _ => "no improvement found",
    };

    static string Gain(Optimization optimization) => optimization.Gain is not { } gain ? "no held-out case tells by how much" : string.Create(
        CultureInfo.InvariantCulture,
        $"{gain.Points:+0.0;-0.0;0.0} points [{gain.Low:+0.0;-0.0;0.0}, {gain.High:+0.0;-0.0;0.0}] on {Count(gain.Cases, "held-out case")} of {Count(gain.Samples, "sample")} (p {(gain.PValue < 0.0001 ? "< 0.0001" : gain.PValue.ToString("0.####", CultureInfo.InvariantCulture))}, below {gain.Alpha:0.####} proves it)");

    static string Scores(Optimization optimization) => (optimization.BaselineScore, optimization.BestScore) switch
    {
        ({ } before, { } after) => string.Create(CultureInfo.InvariantCulture, $"score {before:0.0} -> {after:0.0}"),
        ({ } before, null) => string.Create(CultureInfo.InvariantCulture, $"score {before:0.0}"),
        _ => "no score",
    };

    static string Cost(Optimization optimization) =>
        (optimization.CostUsd is { } cost ? $"; {Usd(cost)}{(optimization.MaxCostUsd is { } most ? $" of {Usd(most)}" : "")} spent" : "")
        + (optimization is { CarriedAnswers: { } carried, CarriedCostUsd: { } paid } ? $", {Count(carried, "answer")} taken over ({Usd(paid)} before)" : "");

    static string Stop(OptimizationStop? reason) => reason switch
    {
        OptimizationStop.TargetReached => "; ended at the target score",
        OptimizationStop.MaxCycles => "; ended after all cycles",
        OptimizationStop.NoImprovement => "; ended without an improvement for a while",
        OptimizationStop.Budget => "; ended as the money did not suffice for another cycle",
        OptimizationStop.NoProposals => "; ended without a usable proposal for a while",
        _ => "",
    };

    static string Word<T>(T value)
        where T : struct, Enum => SettingWords<T>.Of(value);

    static string Cut(string text) => text.Length <= MostReason ? text : string.Concat(text.AsSpan(0, MostReason), "…");
}
