using Ptm.Engine.Optimizing.Candidates;
using Ptm.Engine.Optimizing.Racing;

namespace Ptm.Engine.Optimizing;

/// <summary>Where an optimization stands: what its request and its events, in their order, say.</summary>
internal sealed class SearchState
{
    readonly OptimizationSpec _spec;
    readonly Dictionary<string, Candidate> _candidates = [];
    readonly Dictionary<string, int> _shown = [];
    readonly List<string> _order = [];
    readonly List<string> _parents = [];

    public SearchState(OptimizationSpec spec)
    {
        _spec = spec;
        Add(new(Candidate.BaselineId, null, 0, PromptOf(spec.Prompt.Text, spec.Prompt.Messages)) { State = CandidateState.Baseline });
        _parents.Add(Candidate.BaselineId);
    }

    public OptimizationSettings Settings => _spec.Settings;

    public int FirstSample => _spec.FirstSample;

    public IReadOnlyList<string> Providers => _spec.Settings.Providers;

    public SampleTable Table { get; } = new();

    public IReadOnlyList<string> Train { get; private set; } = [];

    public IReadOnlyList<string> HeldOut { get; private set; } = [];

    /// <summary>What was taken over from earlier optimizations; null for nothing.</summary>
    public CarriedAnswers? Carried { get; private set; }

    /// <summary>Cycles that ended.</summary>
    public int Cycles { get; private set; }

    /// <summary>Cycles in a row without an improvement.</summary>
    public int Stale { get; private set; }

    /// <summary>Cycles in a row without a proposal that could be evaluated.</summary>
    public int Barren { get; private set; }

    /// <summary>Cycles in a row that kept no candidate.</summary>
    public int KeptNothing { get; private set; }

    public bool IsOutOfMoney { get; private set; }

    public BaselineEvaluated? Baseline { get; private set; }

    public SearchStopped? Stopped { get; private set; }

    public Concluded? Conclusion { get; private set; }

    /// <summary>Every candidate, in the order they were proposed in, the baseline first.</summary>
    public IEnumerable<Candidate> Candidates => _order.Select(id => _candidates[id]);

    /// <summary>Candidates that were evaluated on all cases and kept, the baseline first.</summary>
    public IReadOnlyList<string> Parents => _parents;

    /// <summary>The parent with the best mean, the earliest of several.</summary>
    public string Best { get; private set; } = Candidate.BaselineId;

    /// <summary>The mean of <see cref="Best"/>, 0 to 100; null before the baseline.</summary>
    public double? BestScore { get; private set; }

    public decimal MeanSampleUsd => Samples == 0 ? 0 : SamplesUsd / Samples;

    public decimal MeanProposalUsd { get; private set; }

    int Samples { get; set; }

    decimal SamplesUsd { get; set; }

    public Candidate this[string id] => _candidates[id];

    /// <summary>How often a case was shown to the mutator.</summary>
    public int ShownOf(string caseId) => _shown.GetValueOrDefault(caseId);

    public double? ScoreOf(string candidate) => Table.MeanOf(candidate, Train, Providers);

    /// <summary>The candidate with the same text; null for none.</summary>
    public Candidate? Find(PromptDefinition prompt) =>
        _order.Find(id => _candidates[id] is { State: not CandidateState.Rejected } known && known.Prompt.Text == prompt.Text && known.Prompt.Messages.SequenceEqual(prompt.Messages)) is { } id ? _candidates[id] : null;

    public void Apply(OptimizationEvent one)
    {
        switch (one)
        {
            case CasesSplit split:
                Carried = split.Carried;
                Train = split.Train;
                HeldOut = split.HeldOut;
                break;
            case BaselineEvaluated baseline:
                Baseline = baseline;
                Count(baseline.Samples);
                BestScore = ScoreOf(Best);
                break;
            case ChangesProposed proposed:
                Apply(proposed);
                break;
            case RungEvaluated rung:
                Count(rung.Samples);
                IsOutOfMoney |= rung.IsOutOfMoney;
                foreach (DroppedCandidate dropped in rung.Dropped)
                {
                    _candidates[dropped.Candidate] = _candidates[dropped.Candidate] with { State = CandidateState.Dropped, Reason = dropped.Reason };
                }

                FindBest();
                break;
            case CycleDecided decided:
                Cycles = decided.Cycle;
                Stale = decided.Improved ? 0 : Stale + 1;
                KeptNothing = decided.Kept.Count > 0 ? 0 : KeptNothing + 1;
                foreach (KeptCandidate kept in decided.Kept)
                {
                    _candidates[kept.Candidate] = _candidates[kept.Candidate] with { State = CandidateState.Kept, AsKept = kept };
                    _parents.Add(kept.Candidate);
                }

                FindBest();
                break;
            case SearchStopped stopped:
                Stopped = stopped;
                if (stopped.Finalist is { } finalist)
                {
                    _candidates[finalist] = _candidates[finalist] with { State = CandidateState.Best };
                }

                break;
            case Concluded concluded:
                Conclusion = concluded;
                Count(concluded.Samples);
                break;
            default:
                throw new ArgumentException($"An event that is not known: {one.GetType().Name}.", nameof(one));
        }
    }

    void Apply(ChangesProposed proposed)
    {
        IsOutOfMoney |= proposed.IsOutOfMoney;
        Barren = proposed.Changes.Any(change => change.Flaw is null) ? 0 : Barren + 1;
        foreach (string one in proposed.Shown)
        {
            _shown[one] = ShownOf(one) + 1;
        }

        foreach (ProposedChange change in proposed.Changes)
        {
            if (_candidates.TryGetValue(change.Id, out Candidate? again))
            {
                // Proposed once more after it was dropped: it goes on with the samples it has.
                _candidates[change.Id] = again with { State = CandidateState.Proposed, Reason = null, ProposalUsd = again.ProposalUsd + change.CostUsd };
                continue;
            }

            Add(new(change.Id, proposed.Parent, proposed.Cycle, PromptOf(change.Text, change.Messages ?? []))
            {
                State = change.Flaw is null ? CandidateState.Proposed : CandidateState.Rejected,
                Reason = change.Flaw,
                Diagnosis = change.Diagnosis,
                Diff = change.Diff,
                ProposalUsd = change.CostUsd,
            });
        }

        decimal[] costs = [.. Candidates.Where(one => one.Cycle > 0).Select(one => one.ProposalUsd)];
        MeanProposalUsd = costs.Length == 0 ? 0 : costs.Average();
    }

    void Add(Candidate candidate)
    {
        _candidates.Add(candidate.Id, candidate);
        _order.Add(candidate.Id);
    }

    void Count(IReadOnlyList<SampleScore> samples)
    {
        Table.Add(samples);
        Samples += samples.Count;
        SamplesUsd += samples.Sum(sample => sample.CostUsd);
    }

    void FindBest()
    {
        foreach (string candidate in _parents)
        {
            if (candidate == _parents[0] || ScoreOf(candidate) > BestScore)
            {
                Best = candidate;
                BestScore = ScoreOf(candidate);
            }
        }
    }

    // A place in a file is that of the text that was; a judge who was asked for judges in place of the prompt's own.
    PromptDefinition PromptOf(string? text, IReadOnlyList<ChatMessage> messages) => _spec.Prompt with
    {
        Text = text,
        Messages = messages,
        TextLocation = null,
        Version = null,
        Hash = null,
        JudgeProfile = _spec.Settings.Judge ?? _spec.Prompt.JudgeProfile,
    };
}
