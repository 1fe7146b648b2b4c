using System.Globalization;
using Ptm.Engine.Optimizing.Candidates;
using Ptm.Engine.Optimizing.Mutating;
using Ptm.Engine.Optimizing.Proving;
using Ptm.Engine.Optimizing.Racing;
using Ptm.Engine.Optimizing.Splitting;
using Ptm.Engine.Optimizing.Stores;
using Ptm.Statistics;

namespace Ptm.Engine.Optimizing;

/// <summary>
/// Runs an optimization to its end, from wherever its log says that it stands: reflection on failures and a Pareto front over cases (GEPA), few cases first and all only for what is promising
/// (MIPRO's minibatches, successive halving), and one finalist on cases that the search never saw. docs/optimizing.md tells the method.
/// </summary>
internal sealed class Optimizer(OptimizationSpec spec, ICellEvaluator evaluator, IProposer proposer, IOptimizationLog log, SearchPlan? searchPlan = null)
{
    /// <summary>What is kept back for the held-out cases is what such samples cost so far, and so much more.</summary>
    const decimal Margin = 1.25m;

    // Where nothing is compared on the held-out cases, none of alpha is spent.
    const string NoLook = "concluded";

    readonly SearchPlan _plan = searchPlan ?? new();
    readonly SearchState _state = new(spec);
    decimal? _boundUsd;

    OptimizationSettings Settings => spec.Settings;

    Candidate Baseline => _state[Candidate.BaselineId];

    /// <summary>Runs it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; what its log has stays.</exception>
    public async Task<Concluded> RunAsync(CancellationToken cancellationToken)
    {
        CasesSplit split = await StepAsync("split", 0, _ => Task.FromResult(Split()), cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<string, TestCase> cases = CaseSplit.Find(spec.Prompt, split);
        CellPlan cells = new(_state, cases, evaluator);
        BaselineEvaluated baseline = await StepAsync("baseline", 0, token => BaselineAsync(cells, token), cancellationToken).ConfigureAwait(false);
        if (baseline.Error is not null)
        {
            return await FailAsync(baseline.Error, cancellationToken).ConfigureAwait(false);
        }

        OptimizationStop? stop;
        while ((stop = StopReason()) is null)
        {
            await CycleAsync(_state.Cycles + 1, cells, cases, cancellationToken).ConfigureAwait(false);
        }

        if (stop == OptimizationStop.Budget && _state.Cycles <= 1 && !_state.Candidates.Any(one => one.AsKept is not null || one.State == CandidateState.Dropped))
        {
            return await FailAsync(TooLittle(), cancellationToken).ConfigureAwait(false);
        }

        SearchStopped stopped = await StopAsync(stop.Value, cells, cancellationToken).ConfigureAwait(false);
        return await StepAsync(stopped.Finalist is null ? NoLook : StoredStep.Look, _state.Cycles, token => ConcludeAsync(stopped, cells, token), cancellationToken).ConfigureAwait(false);
    }

    // What is taken over may make all the difference, and how much is not known before.
    CasesSplit Split() => CaseSplit.Of(spec.Prompt, Settings.HeldOut) with
    {
        Carried = log.Carried,
        Doubt = log.Carried is null ? OptimizationEstimate.Of(spec.Prompt, Settings, evaluator, spec.Look).Doubt : null,
    };

    async Task<BaselineEvaluated> BaselineAsync(CellPlan cells, CancellationToken cancellationToken)
    {
        if (_state.Train.Count == 0)
        {
            return new([], null, "No case has a check, so there is nothing to be better at. Give the prompt's cases assertions.");
        }

        List<PlannedSample> planned = cells.For([Baseline], _state.Train, (_, _, _) => Settings.StabilitySamples);
        (List<SampleScore> samples, bool isComplete) = await cells.EvaluateAsync(planned, 0, false, cancellationToken).ConfigureAwait(false);
        SampleTable table = _state.Table.With([], samples);
        double? score = table.MeanOf(Candidate.BaselineId, _state.Train, _state.Providers);
        string? error = !isComplete ? TooLittle()
            : score is not null ? null
            : $"No sample of the prompt as it is could be decided, so there is nothing to compare with. The first said: {samples.Find(sample => sample.Reasons is not null)?.Reasons![0] ?? "nothing was checked"}";
        return new(samples, score, error) { BestScore = score };
    }

    OptimizationStop? StopReason() =>
        _state.BestScore >= Settings.TargetScore ? OptimizationStop.TargetReached
        : _state.IsOutOfMoney ? OptimizationStop.Budget
        : _state.Cycles >= Settings.MaxCycles ? OptimizationStop.MaxCycles
        : _state.Barren >= Math.Min(_plan.Barren, Settings.Patience) ? OptimizationStop.NoProposals
        : _state.Stale >= Settings.Patience ? OptimizationStop.NoImprovement
        : null;

    async Task CycleAsync(int cycle, CellPlan cells, IReadOnlyDictionary<string, TestCase> cases, CancellationToken cancellationToken)
    {
        Race race = new(_state, _plan);
        ChangesProposed proposed = await StepAsync($"cycle/{cycle}/proposals", cycle, token => ProposeAsync(cycle, race, cells, cases, token), cancellationToken).ConfigureAwait(false);
        Candidate parent = _state[proposed.Parent];
        List<Candidate> children = [.. proposed.Changes.Where(change => change.Flaw is null).Select(change => _state[change.Id])];
        string[] order = Order(cycle, proposed.Shown);
        int seen = 0;
        IReadOnlyList<int> rungs = race.Rungs;
        int last = rungs.Count + Settings.StabilitySamples - 1;
        for (int rung = 1; rung <= last && children.Count > 0 && !_state.IsOutOfMoney; rung++)
        {
            // Once all cases were seen, each rung is a further sample of every case.
            int samples = Math.Max(1, rung - rungs.Count + 1);
            string[] known = order[..rungs[Math.Min(rung, rungs.Count) - 1]];
            List<PlannedSample> planned = samples > 1
                ? cells.For(children, order, (candidate, id, provider) => samples - (_state.Table.Of(candidate.Id, id, provider)?.Next ?? 0))
                : cells.For(rung <= _plan.ParentRungs ? [parent, .. children] : children, known[seen..], (_, _, _) => 1);
            bool isLast = rung == last;
            IReadOnlyList<Candidate> running = children;
            RungEvaluated done = await StepAsync(
                $"cycle/{cycle}/rung/{rung}",
                cycle,
                token => RungAsync(rung, planned, drawn => race.Drop(parent, running, known, drawn, isLast), cells, token),
                cancellationToken).ConfigureAwait(false);
            children = [.. children.Where(child => done.Dropped.All(dropped => dropped.Candidate != child.Id))];
            seen = known.Length;
        }

        IReadOnlyList<Candidate> survivors = _state.IsOutOfMoney ? [] : children;
        await StepAsync($"cycle/{cycle}/decided", cycle, _ => Task.FromResult(Decide(parent, survivors)), cancellationToken).ConfigureAwait(false);
    }

    async Task<ChangesProposed> ProposeAsync(int cycle, Race race, CellPlan cells, IReadOnlyDictionary<string, TestCase> cases, CancellationToken cancellationToken)
    {
        SplitMix64 random = Random(cycle, 0);
        Candidate parent = _state[ParentOf(ref random)];
        int count = Settings.CandidatesPerCycle;
        decimal least = (count * _state.MeanProposalUsd) + (count * race.Rungs[0] * _state.Providers.Count * _state.MeanSampleUsd);
        decimal kept = KeptUsd(cells);
        if (IsTooMuch(least + kept))
        {
            return new(parent.Id, [], [], true);
        }

        ShownCases shown = new(_state, cases, parent);
        List<ShownCase> failures = shown.Failing(_plan.FailuresShown, ref random);
        List<ShownCase> passing = shown.Passing(_plan.PassingShown, ref random);
        IReadOnlyList<Proposal> proposals = await proposer.ProposeAsync(
            new(parent.Prompt, failures, passing, Tried(), cycle, count, Random(cycle, 1).Next(), Settings.VarianceAwareMutator, kept),
            cancellationToken).ConfigureAwait(false);
        List<ProposedChange> changes = [];
        HashSet<(string?, string)> ofCycle = [];
        foreach (Proposal proposal in proposals)
        {
            string? text = proposal.Prompt?.Text;
            IReadOnlyList<ChatMessage>? messages = proposal.Prompt is { Messages.Count: > 0 } prompt ? prompt.Messages : null;
            Candidate? again = proposal.Flaw is null && proposal.Prompt is { } proposed ? _state.Find(proposed) : null;
            string? flaw = proposal.Flaw
                ?? (proposal.Prompt is null ? "there is no prompt in it"
                : again is { State: not CandidateState.Dropped } ? $"equal to {again.Id}"
                : ofCycle.Add((text, string.Join('\0', (messages ?? []).Select(message => message.Content)))) ? null : "equal to another of its cycle");
            string id = flaw is null && again is not null ? again.Id : string.Create(CultureInfo.InvariantCulture, $"c{cycle}-{changes.Count + 1}");
            changes.Add(new(id, text, messages, proposal.Diff, proposal.Diagnosis, flaw, proposal.CostUsd));
        }

        return new(parent.Id, [.. failures.Concat(passing).Select(one => one.Case.Id).Distinct(StringComparer.Ordinal)], changes, proposals.Count == 0);
    }

    string ParentOf(ref SplitMix64 random) =>
        Settings.ComparisonStrategy == ComparisonStrategy.Mean || _state.KeptNothing < _plan.Stuck || random.NextDouble() < _plan.BestShare
            ? _state.Best
            : ParetoFront.Draw(ParetoFront.Of(Contenders(), _state.Table, _state.Train, _state.Providers), ref random);

    // With few samples a case everyone is best somewhere by chance, also one that is clearly worse.
    List<string> Contenders() =>
    [
        .. _state.Parents.Where(parent =>
        {
            double[] differences = [.. _state.Table.Differences(parent, _state.Best, _state.Train, _state.Providers)];
            return differences.Length == 0 || differences.Average() >= 0 || SignFlipTest.TwoSided(differences, Settings.Seed) / 2 >= _plan.ClearlyWorse;
        }),
    ];

    // What the mutator saw comes first: that is what a change is about.
    string[] Order(int cycle, IReadOnlyList<string> shown)
    {
        SplitMix64 random = Random(cycle, 2);
        string[] rest = [.. _state.Train.Except(shown, StringComparer.Ordinal)];
        for (int index = rest.Length - 1; index > 0; index--)
        {
            int other = random.NextIndex(index + 1);
            (rest[index], rest[other]) = (rest[other], rest[index]);
        }

        return [.. shown, .. rest];
    }

    async Task<RungEvaluated> RungAsync(int rung, List<PlannedSample> planned, Func<List<SampleScore>, List<DroppedCandidate>> drop, CellPlan cells, CancellationToken cancellationToken)
    {
        decimal kept = KeptUsd(cells);
        if (IsTooMuch((planned.Count * _state.MeanSampleUsd) + kept))
        {
            return new(rung, [], [], true);
        }

        (List<SampleScore> samples, bool isComplete) = await cells.EvaluateAsync(planned, kept, false, cancellationToken).ConfigureAwait(false);
        return new(rung, samples, isComplete ? drop(samples) : [], !isComplete);
    }

    CycleDecided Decide(Candidate parent, IReadOnlyList<Candidate> survivors)
    {
        KeptCandidate[] kept =
        [
            .. survivors.Select(one => new KeptCandidate(
                one.Id,
                _state.ScoreOf(one.Id)!.Value,
                [.. Breakage.Of(one.Id, Candidate.BaselineId, _state.Train, false, _state.Table, Settings).Select(broken => broken.CaseId).Distinct(StringComparer.Ordinal)])),
        ];
        double against = Settings.ChainedBaselineMode switch
        {
            ChainedBaselineMode.Best => _state.BestScore!.Value,
            ChainedBaselineMode.Parent => _state.ScoreOf(parent.Id)!.Value,
            _ => _state.ScoreOf(Candidate.BaselineId)!.Value,
        };
        double? best = kept.Length == 0 ? null : kept.Max(one => one.Score);
        return new(kept, best - against, best - against >= Settings.MinImprovement && best > against) { BestScore = best > _state.BestScore ? best : _state.BestScore };
    }

    // The best of several means is too high by chance: the first few are sampled again before one of them is chosen.
    async Task<SearchStopped> StopAsync(OptimizationStop stop, CellPlan cells, CancellationToken cancellationToken)
    {
        List<Candidate> first = [.. Eligible().Take(_plan.Finalists)];
        if (first.Count > 1)
        {
            List<PlannedSample> planned = cells.For(first, _state.Train, (_, _, _) => Settings.StabilitySamples);
            await StepAsync("runoff", _state.Cycles, token => RungAsync(0, planned, _ => [], cells, token), cancellationToken).ConfigureAwait(false);
        }

        return await StepAsync("stopped", _state.Cycles, _ => Task.FromResult(new SearchStopped(stop, Eligible().FirstOrDefault()?.Id)), cancellationToken).ConfigureAwait(false);
    }

    IEnumerable<Candidate> Eligible()
    {
        double least = _state.ScoreOf(Candidate.BaselineId)!.Value + Settings.MinImprovement;
        return _state.Parents.Skip(1)
            .Select(id => (Candidate: _state[id], Score: _state.ScoreOf(id)!.Value))
            .Where(one => one.Score >= least && one.Score > least - Settings.MinImprovement)
            .Where(one => Settings.ComparisonStrategy != ComparisonStrategy.NoRegressions
                || !Breakage.Of(one.Candidate.Id, Candidate.BaselineId, _state.Train, false, _state.Table, Settings).Any())
            .OrderByDescending(one => one.Score)
            .Select(one => one.Candidate);
    }

    async Task<Concluded> ConcludeAsync(SearchStopped stopped, CellPlan cells, CancellationToken cancellationToken)
    {
        Candidate? finalist = stopped.Finalist is { } id ? _state[id] : null;
        List<Candidate> both = finalist is not null ? [Baseline, finalist] : Settings.EnforceTargetScore ? [Baseline] : [];
        (List<SampleScore> samples, bool isComplete) = await cells.EvaluateAsync(
            cells.For(both, _state.HeldOut, (_, _, _) => Settings.ValidationSamples), 0, true, cancellationToken).ConfigureAwait(false);
        bool isOutOfMoney = _state.IsOutOfMoney || !isComplete;
        SampleTable table = _state.Table.With(both.Select(one => one.Id), samples);
        if (isComplete && samples.Exists(sample => sample.Outcome == CaseOutcome.Error))
        {
            // Once more with what could not be decided.
            List<PlannedSample> again =
            [
                .. samples.Where(sample => sample.Outcome == CaseOutcome.Error).SelectMany(sample => cells.For(
                    [_state[sample.Candidate]], [sample.CaseId], (_, _, provider) => provider == sample.Provider ? 1 : 0)
                    .Select(planned => planned with { Cell = planned.Cell with { Sample = sample.Sample + Settings.ValidationSamples } })),
            ];
            (List<SampleScore> retried, bool isAll) = await cells.EvaluateAsync(again, 0, true, cancellationToken).ConfigureAwait(false);
            isOutOfMoney |= !isAll;
            samples.AddRange(retried);
            table = _state.Table.With(both.Select(one => one.Id), samples);
        }

        double? baseline = both.Count == 0 ? null : table.MeanOf(Candidate.BaselineId, _state.HeldOut, _state.Providers);
        double? result = finalist is null ? null : table.MeanOf(finalist.Id, _state.HeldOut, _state.Providers);
        (OptimizationVerdict verdict, OptimizationGain? gain) = finalist is null
            ? (OptimizationVerdict.NoImprovement, null)
            : HeldOutTest.Of(table.Differences(finalist.Id, Candidate.BaselineId, _state.HeldOut, _state.Providers), _state.HeldOut.Count, Settings, spec.Look);
        BrokenCase[] broken = finalist is null
            ? []
            : [.. Breakage.Of(finalist.Id, Candidate.BaselineId, _state.Train, false, table, Settings), .. Breakage.Of(finalist.Id, Candidate.BaselineId, _state.HeldOut, true, table, Settings)];
        if (verdict == OptimizationVerdict.Inconclusive && isOutOfMoney)
        {
            int compared = table.Differences(finalist!.Id, Candidate.BaselineId, _state.HeldOut, _state.Providers).Count;
            return new(samples, null, null, broken, baseline, result, string.Create(
                CultureInfo.InvariantCulture,
                $"max_cost_usd {Settings.MaxCostUsd} did not suffice for the held-out cases: {compared} of {_state.HeldOut.Count} were compared. Raise it: an optimization that is asked for anew takes over what was answered.")) { IsOutOfMoney = true };
        }

        double? reached = result ?? baseline ?? (finalist is null ? _state.ScoreOf(Candidate.BaselineId) : _state.ScoreOf(finalist.Id));
        string? error = Settings.EnforceTargetScore && !(reached >= Settings.TargetScore)
            ? $"The target score of {Points.Of(Settings.TargetScore)} was not reached: {(reached is { } score ? Points.Of(score) : "nothing")} on the {(baseline is null ? "cases that are not held out" : "held-out cases")}."
            : null;
        return new(samples, verdict, gain, broken, baseline, result, error) { IsOutOfMoney = isOutOfMoney };
    }

    Task<Concluded> FailAsync(string error, CancellationToken cancellationToken) =>
        StepAsync(NoLook, _state.Cycles, _ => Task.FromResult(new Concluded([], null, null, [], null, null, error)), cancellationToken);

    string TooLittle() => string.Create(
        CultureInfo.InvariantCulture,
        $"max_cost_usd {Settings.MaxCostUsd} does not suffice for a cycle: {log.SpentUsd:0.####} USD are spent, {(_state.MeanSampleUsd > 0 ? string.Create(CultureInfo.InvariantCulture, $"a sample costs about {_state.MeanSampleUsd:0.######} USD, and ") : "")}the held-out cases take {2 * _state.HeldOut.Count * _state.Providers.Count * Settings.ValidationSamples} samples. Raise max_cost_usd, or lower stability_samples or validation_samples.");

    // What answers taken over are asked for is free.
    bool IsTooMuch(decimal usd) => log.SpentUsd + Math.Max(0, usd - log.UnusedUsd) > Settings.MaxCostUsd;

    // The held-out cases have to be affordable when the search is over.
    decimal KeptUsd(CellPlan cells)
    {
        List<PlannedSample> last = cells.For([Baseline], _state.HeldOut, (_, _, _) => 1);
        _boundUsd ??= last.Count == 0 ? 0 : last.Max(one => evaluator.BoundUsd(one.Cell));
        return (2 * last.Count * Settings.ValidationSamples * _state.MeanSampleUsd * Margin) + _boundUsd.Value;
    }

    List<TriedChange> Tried() =>
    [
        .. _state.Candidates
            .Where(one => one is { Cycle: > 0, Diff: not null, State: CandidateState.Kept or CandidateState.Dropped })
            .TakeLast(_plan.TriedShown)
            .Select(one => new TriedChange(one.Diff!, one.AsKept is { } kept ? $"kept: {Points.Of(kept.Score)} points, its parent {one.ParentId} has {Points.Of(_state.ScoreOf(one.ParentId!) ?? 0)}" : $"dropped: {one.Reason}")),
    ];

    SplitMix64 Random(int cycle, int use)
    {
        SplitMix64 seeds = new(Settings.Seed);
        return new(seeds.Next() ^ new SplitMix64(((ulong)cycle << 8) | (uint)use).Next());
    }

    async Task<T> StepAsync<T>(string name, int cycle, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
        where T : OptimizationEvent
    {
        T done = await log.StepAsync(
            name,
            async token =>
            {
                T result = await step(token).ConfigureAwait(false);
                return (T)(result with { Cycle = cycle, SpentUsd = log.SpentUsd, BestScore = result.BestScore ?? _state.BestScore });
            },
            cancellationToken).ConfigureAwait(false);
        _state.Apply(done);
        return done;
    }
}
