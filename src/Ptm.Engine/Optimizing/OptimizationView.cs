using Ptm.Engine.Optimizing.Candidates;
using Ptm.Engine.Optimizing.Racing;

namespace Ptm.Engine.Optimizing;

/// <summary>What people see of an optimization.</summary>
internal static class OptimizationView
{
    /// <summary>The optimization as its events tell it; when it was accepted and ended, what it cost, and where its result is kept, its store knows.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="events">What happened so far, in order.</param>
    /// <param name="withCandidates">Whether every candidate is told.</param>
    public static Optimization Of(OptimizationSpec spec, IEnumerable<OptimizationEvent> events, bool withCandidates)
    {
        SearchState state = new(spec);
        decimal spent = 0;
        foreach (OptimizationEvent one in events)
        {
            state.Apply(one);
            spent = one.SpentUsd;
        }

        Concluded? conclusion = state.Conclusion;
        string? best = state.Stopped is null ? state.Best == Candidate.BaselineId ? null : state.Best : state.Stopped.Finalist;
        return new()
        {
            Id = spec.Id,
            PromptId = spec.Prompt.Id,
            State = conclusion is null ? RunState.Running : conclusion.Error is null ? RunState.Completed : RunState.Failed,
            Cycles = state.Cycles,
            BaselineScore = conclusion?.BaselineScore ?? state.Baseline?.Score,
            BestScore = conclusion?.ResultScore ?? (best is null ? null : state.ScoreOf(best)),
            BestPromptText = best is null ? null : state[best].Prompt.Text,
            BestMessages = best is not null && state[best].Prompt.Messages is { Count: > 0 } messages ? messages : null,
            CostUsd = spent,
            MaxCostUsd = spec.Settings.MaxCostUsd,
            Continues = state.Carried?.From,
            CarriedAnswers = state.Carried?.Answers,
            CarriedCostUsd = state.Carried?.CostUsd,
            Error = conclusion?.Error,
            StopReason = state.Stopped?.Reason,
            Verdict = conclusion?.Verdict,
            Gain = conclusion?.Gain,
            BrokenCases = conclusion?.Broken ?? [],
            Candidates = withCandidates ? [.. state.Candidates.Select(candidate => Of(state, candidate))] : null,
        };
    }

    /// <summary>What an event tells those who follow.</summary>
    /// <param name="optimizationId">The optimization.</param>
    /// <param name="sequence">Its number in the optimization, from 1.</param>
    /// <param name="one">The event.</param>
    /// <param name="state">Where the optimization stands now.</param>
    public static OptimizationProgress ProgressOf(string optimizationId, long sequence, OptimizationEvent one, RunState state) => new()
    {
        OptimizationId = optimizationId,
        Sequence = sequence,
        State = state,
        Cycle = one.Cycle,
        Message = one.Message,
        CostUsd = one.SpentUsd,
        BestScore = one.BestScore,
    };

    static OptimizationCandidate Of(SearchState state, Candidate candidate)
    {
        var cells = state.Table.Of(candidate.Id);
        return new()
        {
            Id = candidate.Id,
            ParentId = candidate.ParentId,
            Cycle = candidate.Cycle,
            State = candidate.State,
            Reason = candidate.Reason,
            Diagnosis = candidate.Diagnosis,
            PromptText = candidate.Prompt.Text,
            Messages = candidate.Prompt.Messages.Count > 0 ? candidate.Prompt.Messages : null,
            Diff = candidate.Diff,
            Score = candidate.State is CandidateState.Dropped or CandidateState.Proposed or CandidateState.Rejected ? null : state.ScoreOf(candidate.Id),
            Cases = [.. Cells(state, cells)],
            CostUsd = candidate.ProposalUsd + cells.Values.Sum(cell => cell.CostUsd),
        };
    }

    static IEnumerable<CandidateCase> Cells(SearchState state, IReadOnlyDictionary<(string Case, string Provider), CellSamples> cells) =>
        from one in state.Train.Select(id => (Id: id, IsHeldOut: false)).Concat(state.HeldOut.Select(id => (Id: id, IsHeldOut: true)))
        from provider in state.Providers
        let cell = cells.GetValueOrDefault((one.Id, provider))
        where cell is not null
        select new CandidateCase(one.Id, provider, one.IsHeldOut, cell.Passed, cell.Failed, cell.Errors, cell.Score);
}
