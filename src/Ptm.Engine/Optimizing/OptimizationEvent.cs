using System.Globalization;
using System.Text.Json.Serialization;

namespace Ptm.Engine.Optimizing;

/// <summary>What a step came to. Where an optimization stands follows from its events alone.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(CasesSplit), "split")]
[JsonDerivedType(typeof(BaselineEvaluated), "baseline")]
[JsonDerivedType(typeof(ChangesProposed), "proposed")]
[JsonDerivedType(typeof(RungEvaluated), "rung")]
[JsonDerivedType(typeof(CycleDecided), "decided")]
[JsonDerivedType(typeof(SearchStopped), "stopped")]
[JsonDerivedType(typeof(Concluded), "concluded")]
internal abstract record OptimizationEvent
{
    /// <summary>The cycle, from 1; 0 before the first.</summary>
    public int Cycle { get; init; }

    /// <summary>What was spent by its end, in USD.</summary>
    public decimal SpentUsd { get; init; }

    /// <summary>The best mean score on the cases that are not held out, 0 to 100, before it; null for none yet.</summary>
    public double? BestScore { get; init; }

    /// <summary>What happened, in a line.</summary>
    [JsonIgnore]
    public abstract string Message { get; }
}

/// <summary>Which cases the search sees.</summary>
/// <param name="Train">Ids of the cases that it sees, in the order of the file.</param>
/// <param name="HeldOut">Ids of those that it never sees.</param>
/// <param name="Unchecked">Cases without a check, which say nothing.</param>
/// <param name="Beyond">Cases beyond the number that an optimization uses.</param>
internal sealed record CasesSplit(IReadOnlyList<string> Train, IReadOnlyList<string> HeldOut, int Unchecked, int Beyond) : OptimizationEvent
{
    /// <summary>What was taken over from earlier optimizations; null for nothing.</summary>
    public CarriedAnswers? Carried { get; init; }

    /// <summary>Why the money may not suffice; null where it will.</summary>
    public string? Doubt { get; init; }

    public override string Message => $"{Count.Of(Train.Count, "case")} to learn from, {HeldOut.Count} held out"
        + (Unchecked == 0 ? "" : $", {Unchecked} without a check") + (Beyond == 0 ? "" : $", {Beyond} more not used")
        + (Carried is null ? "" : $"; takes over {Carried}") + (Doubt is null ? "" : $". {Doubt}");
}

/// <summary>Answers that an optimization need not pay for.</summary>
/// <param name="From">The optimization that had them last; what it took over itself is among them.</param>
/// <param name="Answers">How many.</param>
/// <param name="CostUsd">What they cost when they were given, in USD.</param>
internal sealed record CarriedAnswers(string From, int Answers, decimal CostUsd)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count.Of(Answers, "answer")} that optimization {From} paid ${CostUsd:0.00##} for");
}

/// <summary>The prompt as it was, on the cases that are not held out.</summary>
/// <param name="Samples">Its samples.</param>
/// <param name="Score">Its mean score, 0 to 100; null where no case was decided.</param>
/// <param name="Error">Why there is nothing to compare with; null where there is.</param>
internal sealed record BaselineEvaluated(IReadOnlyList<SampleScore> Samples, double? Score, string? Error) : OptimizationEvent
{
    public override string Message => Error ?? $"baseline {Points.Of(Score!.Value)}";
}

/// <summary>What the mutator proposed.</summary>
/// <param name="Parent">The candidate that was to be changed.</param>
/// <param name="Shown">Ids of the cases that the mutator saw.</param>
/// <param name="Changes">The proposals, those that are not evaluated among them.</param>
/// <param name="IsOutOfMoney">Whether the money did not suffice for a cycle.</param>
internal sealed record ChangesProposed(string Parent, IReadOnlyList<string> Shown, IReadOnlyList<ProposedChange> Changes, bool IsOutOfMoney) : OptimizationEvent
{
    public override string Message => IsOutOfMoney
        ? $"cycle {Cycle}: the money left is needed for the held-out cases"
        : $"cycle {Cycle}: {Count.Of(Changes.Count, "proposal")} from {Parent}"
            + (Changes.Count(change => change.Flaw is not null) is > 0 and var rejected ? $", {rejected} rejected" : "");
}

/// <summary>A proposed candidate.</summary>
/// <param name="Id">Its id in the optimization.</param>
/// <param name="Text">Its text; null for a prompt of messages, and where the mutator gave none.</param>
/// <param name="Messages">Its messages; null for a prompt of one text, and where the mutator gave none.</param>
/// <param name="Diff">What differs from its parent.</param>
/// <param name="Diagnosis">What the mutator thought was wrong.</param>
/// <param name="Flaw">Why it is not evaluated; null where it is.</param>
/// <param name="CostUsd">What the proposal cost, in USD.</param>
internal sealed record ProposedChange(string Id, string? Text, IReadOnlyList<ChatMessage>? Messages, string? Diff, string Diagnosis, string? Flaw, decimal CostUsd);

/// <summary>Candidates on some more cases.</summary>
/// <param name="Rung">Which round of the cycle, from 1.</param>
/// <param name="Samples">Their samples.</param>
/// <param name="Dropped">Who is out, and why.</param>
/// <param name="IsOutOfMoney">Whether the money did not suffice.</param>
internal sealed record RungEvaluated(int Rung, IReadOnlyList<SampleScore> Samples, IReadOnlyList<DroppedCandidate> Dropped, bool IsOutOfMoney) : OptimizationEvent
{
    public override string Message => $"cycle {Cycle}, rung {Rung}: {Count.Of(Samples.Count, "sample")}, {Dropped.Count} dropped" + (IsOutOfMoney ? ", out of money" : "");
}

/// <summary>A candidate that others beat.</summary>
/// <param name="Candidate">Its id.</param>
/// <param name="Reason">By how much.</param>
internal sealed record DroppedCandidate(string Candidate, string Reason);

/// <summary>What a cycle came to.</summary>
/// <param name="Kept">Candidates that are parents from now on.</param>
/// <param name="Gain">By how many points the best of them is above what the cycle is measured against; null for none.</param>
/// <param name="Improved">Whether that is enough.</param>
internal sealed record CycleDecided(IReadOnlyList<KeptCandidate> Kept, double? Gain, bool Improved) : OptimizationEvent
{
    public override string Message => Kept.Count == 0
        ? $"cycle {Cycle}: nothing better"
        : $"cycle {Cycle}: " + string.Join(", ", Kept.Select(one => $"{one.Candidate} {Points.Of(one.Score)}" + (one.Broken.Count == 0 ? "" : $" (breaks {string.Join(", ", one.Broken)})")));
}

/// <summary>A candidate that is a parent from now on.</summary>
/// <param name="Candidate">Its id.</param>
/// <param name="Score">Its mean score, 0 to 100.</param>
/// <param name="Broken">Ids of cases that it breaks.</param>
internal sealed record KeptCandidate(string Candidate, double Score, IReadOnlyList<string> Broken);

/// <summary>The search is over.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Finalist">The one that is tried on the held-out cases; null where none is better by enough.</param>
internal sealed record SearchStopped(OptimizationStop Reason, string? Finalist) : OptimizationEvent
{
    public override string Message => (Reason switch
    {
        OptimizationStop.TargetReached => "the target is reached",
        OptimizationStop.MaxCycles => "the last cycle is done",
        OptimizationStop.NoImprovement => "no improvement for some cycles",
        OptimizationStop.NoProposals => "no usable proposal for some cycles",
        _ => "the money for the search is spent",
    }) + (Finalist is null ? "; no candidate is better by enough" : $"; {Finalist} goes to the held-out cases");
}

/// <summary>What the held-out cases say.</summary>
/// <param name="Samples">Samples of the prompt as it was and of the finalist.</param>
/// <param name="Verdict">What they come to; null where the search itself failed.</param>
/// <param name="Gain">By how much the finalist is better; null without one.</param>
/// <param name="Broken">Cases that passed before and fail with the finalist.</param>
/// <param name="BaselineScore">Held-out score of the prompt as it was, 0 to 100; null where it was not asked for.</param>
/// <param name="ResultScore">Held-out score of the finalist; null without one.</param>
/// <param name="Error">Why the optimization failed; null where it did not.</param>
internal sealed record Concluded(
    IReadOnlyList<SampleScore> Samples,
    OptimizationVerdict? Verdict,
    OptimizationGain? Gain,
    IReadOnlyList<BrokenCase> Broken,
    double? BaselineScore,
    double? ResultScore,
    string? Error) : OptimizationEvent
{
    /// <summary>Whether more money would have asked more.</summary>
    public bool IsOutOfMoney { get; init; }

    /// <summary>Whether it ended before it was done, so that one that is asked for anew may go on with its answers.</summary>
    [JsonIgnore]
    public bool IsUnfinished => IsOutOfMoney || Verdict is null;

    public override string Message => (Verdict switch
    {
        OptimizationVerdict.Improved => $"improved by {Told()}",
        OptimizationVerdict.NoImprovement when Gain is null => "no improvement found",
        OptimizationVerdict.NoImprovement => $"no improvement: {Told()}",
        OptimizationVerdict.Unproven when Gain?.CasesNeeded is { } needed => $"unproven: {Told()}; about {needed} held-out cases would tell",
        OptimizationVerdict.Unproven => Gain is null ? "unproven: no held-out case" : $"unproven: {Told()}",
        OptimizationVerdict.Inconclusive => "inconclusive: too many held-out cases could not be decided",
        _ => "failed",
    }) + (Broken.Count == 0 ? "" : $", breaks {Count.Of(Broken.Count, "case")} that passed: {string.Join(", ", Broken.Select(one => one.CaseId))}") + (Error is null ? "" : $". {Error}");

    string Told() => $"{Points.Signed(Gain!.Points)} points [{Points.Of(Gain.Low)}, {Points.Of(Gain.High)}] on {Count.Of(Gain.Cases, "held-out case")}";
}

/// <summary>How one sample ended.</summary>
/// <param name="Candidate">The candidate's id.</param>
/// <param name="CaseId">The case.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Sample">Its number, from 0.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Score">Its score, 0 to 100; null where it was not decided.</param>
/// <param name="CostUsd">What it cost, in USD, judges included.</param>
/// <param name="Output">The answer, cut; null for a held-out case.</param>
/// <param name="Reasons">What the checks that failed said; null for none.</param>
internal sealed record SampleScore(
    string Candidate,
    string CaseId,
    string Provider,
    int Sample,
    CaseOutcome Outcome,
    double? Score,
    decimal CostUsd,
    string? Output,
    IReadOnlyList<string>? Reasons);
