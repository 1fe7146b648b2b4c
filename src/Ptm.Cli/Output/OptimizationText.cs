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
    /// <param name="step">The step.</param>
    /// <param name="before">The best score that was told last; null for none. Only another one is told.</param>
    public static string Of(OptimizationProgress step, double? before)
    {
        string best = step.BestScore is not { } score || Points(score) == Points(before) ? ""

            // The best is sampled again as the parent of others, and what made it the best may have been chance.
            : score < before ? $"best {Points(score)}, {Points(before)} before more samples; "
            : $"best {Points(score)}; ";
        return $"{CaseName.OneLine(step.Message, MostError)} ({best}{Usd(step.CostUsd)} spent)";
    }

    /// <summary>What came of it.</summary>
    public static IEnumerable<(string Line, string? Color)> Of(Optimization optimization)
    {
        yield return ($"{CaseName.OneLine(optimization.PromptId)}: {Verdict(optimization)}{Scores(optimization)}", ColorOf(optimization));
        if (optimization.Gain is { } gain)
        {
            yield return ($"{Cases(gain)}, p {(gain.PValue < 0.0001 ? "< 0.0001" : gain.PValue.ToString("0.####", CultureInfo.InvariantCulture))} ({gain.Alpha.ToString("0.####", CultureInfo.InvariantCulture)} or less proves it)", null);
        }

        if (optimization is { Verdict: OptimizationVerdict.Unproven, Gain.CasesNeeded: { } needed })
        {
            yield return ($"about {Count(needed, "held-out case")} would prove a gain of this size", null);
        }

        yield return ($"{Cost(optimization)}{(optimization.Cycles is { } cycles ? $"; {Count(cycles, "cycle")}" : "")}{Stop(optimization.StopReason)}", null);
        if (optimization.Error is { } error)
        {
            yield return ($"error: {CaseName.OneLine(error, MostError)}", "31");
        }

        if (optimization.BrokenCases.Count > 0)
        {
            yield return ($"breaks {Count(optimization.BrokenCases.Count, "case")} that passed:", "31");
            foreach (BrokenCase broken in optimization.BrokenCases.Take(MostBroken))
            {
                yield return ($"  {CaseName.OneLine(broken.CaseId)} on {CaseName.OneLine(broken.Provider)}{(broken.HeldOut ? ", held out" : "")}{(broken.Reason is null ? "" : $": {Cut(CaseName.OneLine(broken.Reason))}")}", null);
            }

            if (optimization.BrokenCases.Count > MostBroken)
            {
                yield return ($"  and {Count(optimization.BrokenCases.Count - MostBroken, "other")}", null);
            }
        }
    }

    /// <summary>An optimization of a list.</summary>
    public static IEnumerable<(string Line, string? Color)> Listed(Optimization optimization)
    {
        yield return (Head(optimization), null);
        yield return ($"  {Verdict(optimization)}{(optimization.Gain is { } gain ? $" on {Cases(gain)}" : "")}", ColorOf(optimization));
    }

    /// <summary>Where a server keeps the result.</summary>
    public static string Version(Optimization optimization) => string.Create(
        CultureInfo.InvariantCulture,
        $"Version {optimization.ResultVersion} on the server holds the better prompt. Nobody gets it unless they ask for it, as by\n  ptm pull {CaseName.OneLine(optimization.PromptId)} --version {optimization.ResultVersion}");

    /// <summary>Which optimization it is.</summary>
    public static string Head(Optimization optimization) =>
        $"{optimization.Id}  {Word(optimization.State)}{(optimization.CreatedAt is { } created ? $"  {created.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}Z" : "")}{(optimization.CostUsd is { } cost ? $"  {Usd(cost)} spent" : "")}";

    /// <summary>A candidate with what it was tried on.</summary>
    public static IEnumerable<(string Line, string? Color)> Of(OptimizationCandidate candidate)
    {
        string origin = candidate.ParentId is null ? ", the prompt as it was" : $" from {candidate.ParentId}, cycle {candidate.Cycle.ToString(CultureInfo.InvariantCulture)}";
        string state = candidate.State == CandidateState.Baseline ? "" : $"{Word(candidate.State)}, ";
        yield return ($"{candidate.Id}{origin}: {state}{(candidate.Score is { } known ? $"score {Points(known)}, " : "")}{Usd(candidate.CostUsd)}", "1");
        foreach (string remark in new[] { candidate.Reason, candidate.Diagnosis }.Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => CaseName.OneLine(text!, MostError)))
        {
            yield return ($"  {remark}", null);
        }

        foreach ((string line, string? color) in Diff(candidate.Diff ?? ""))
        {
            yield return ($"  {line}", color);
        }

        bool hasSeveral = candidate.Cases.Select(one => one.Provider).Distinct(StringComparer.Ordinal).Skip(1).Any();
        foreach (CandidateCase one in candidate.Cases)
        {
            yield return ($"  {CaseName.OneLine(one.CaseId)}{(hasSeveral ? $" on {CaseName.OneLine(one.Provider)}" : "")}{(one.HeldOut ? ", held out" : "")}: {Samples(one)}", null);
        }
    }

    /// <summary>A unified diff, line by line, without what would be a command to a terminal.</summary>
    public static IEnumerable<(string Line, string? Color)> Diff(string diff) =>
        from line in diff.TrimEnd('\n').Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let shown = string.Concat(line.TrimEnd('\r').Select(letter => char.IsControl(letter) && letter != '\t' ? '\uFFFD' : letter))
        select (shown, line[0] switch { '+' => "32", '-' => "31", '@' => "36", _ => null });

    /// <summary>What is in the way of a proof; nothing where it is possible.</summary>
    public static IEnumerable<string> Doubt(OptimizationEstimate estimate)
    {
        if (estimate.Settings.HeldOut == 0)
        {
            yield return "No case is held out (held_out: 0), so no gain can be proven.";
        }
        else if (estimate.CasesLacking > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{estimate.HeldOut} of {estimate.Train + estimate.HeldOut} cases are held out, and a proof takes {estimate.HeldOutNeeded}: any gain would be unproven.");
            yield return $"Give the prompt {(estimate.Look == 1 ? "" : "about ")}{Count(estimate.CasesLacking, "more case")} with checks.";
        }
    }

    public static string Usd(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"${amount:0.00##}");

    public static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    static string Verdict(Optimization optimization) => optimization switch
    {
        { State: RunState.Queued or RunState.Running } => "not ended",
        { State: RunState.Cancelled } => "cancelled",
        { Verdict: OptimizationVerdict.Improved } => $"improved by {Gain(optimization)}",
        { Verdict: OptimizationVerdict.Unproven } => $"unproven: {Gain(optimization)}",
        { Verdict: OptimizationVerdict.NoImprovement, Gain: null } => "no improvement found",
        { Verdict: OptimizationVerdict.NoImprovement } => $"no improvement found: {Gain(optimization)}",
        { Verdict: OptimizationVerdict.Inconclusive } => "inconclusive: too many held-out cases ended with an error",
        { State: RunState.Failed } => "failed",
        _ => "no improvement found",
    };

    static string Gain(Optimization optimization) =>
        optimization.Gain is not { } gain ? "no held-out case tells by how much" : $"{Signed(gain.Points)} points [{Signed(gain.Low)}, {Signed(gain.High)}]";

    static string Cases(OptimizationGain gain) => $"{Count(gain.Cases, "held-out case")} of {Count(gain.Samples, "sample")}";

    static string Scores(Optimization optimization)
    {
        string what = optimization.Gain is null ? "score" : "held-out score";
        return (optimization.BaselineScore, optimization.BestScore) switch
        {
            ({ } before, { } after) => $"; {what} {Points(before)} -> {Points(after)}",
            ({ } before, null) => $"; {what} {Points(before)}",
            _ => "",
        };
    }

    static string Samples(CandidateCase one)
    {
        int decided = one.Passed + one.Failed;
        string errors = one.Errors == 0 ? "" : Count(one.Errors, "error");
        string passed = decided == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{one.Passed} of {decided} passed");

        // Of checks that pass or fail, how many passed says it all.
        string score = one.Score is { } points && (decided == 0 || Math.Abs(points - (100.0 * one.Passed / decided)) >= 0.05) ? $"score {Points(points)}" : "";
        return string.Join(", ", new[] { passed, score, errors }.Where(text => text.Length > 0));
    }

    static string? ColorOf(Optimization optimization) => optimization switch
    {
        { State: RunState.Failed } => "31",
        { Verdict: OptimizationVerdict.Improved } => "32",
        { Verdict: OptimizationVerdict.Unproven or OptimizationVerdict.Inconclusive } => "33",
        _ => null,
    };

    static string Cost(Optimization optimization) =>
        $"{Usd(optimization.CostUsd ?? 0)}{(optimization.MaxCostUsd is { } most ? $" of {Usd(most)}" : "")} spent"
        + (optimization is { CarriedAnswers: { } carried, CarriedCostUsd: { } paid } ? $", {Count(carried, "answer")} taken over ({Usd(paid)} before)" : "");

    static string Points(double? points) => points?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";

    static string Signed(double points) => points.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    static string Stop(OptimizationStop? reason) => reason switch
    {
        OptimizationStop.TargetReached => "; the search reached its target",
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
