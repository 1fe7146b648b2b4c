namespace Ptm;

/// <summary>Pairs the cases of a run with those of a baseline, and keeps what each metric of a case differs by, over the providers that are on both sides. Not thread-safe.</summary>
/// <param name="baseline">The baseline.</param>
/// <param name="contents">What the run's cases hold; null for unknown.</param>
/// <param name="library">What there is to run, by which cases that a filter left out are told from those that are gone; null for what ran.</param>
internal sealed class BaselinePairing(Baseline baseline, CaseContents? contents, EvalPlan? library = null)
{
    readonly Dictionary<(string Name, bool IsNamed), MetricDifferences> _metrics = [];
    readonly List<string> _added = [];
    readonly List<string> _changed = [];
    readonly List<string> _unchecked = [];
    readonly SortedSet<string> _missingMetrics = new(StringComparer.Ordinal);
    readonly SortedSet<string> _addedMetrics = new(StringComparer.Ordinal);
    readonly HashSet<BaselineCase> _found = new(ReferenceEqualityComparer.Instance);
    int _addedCount;
    int _changedCount;
    int _uncheckedCount;
    int _pairedCount;
    int _missingScores;
    int _addedScores;
    bool _isIdentical = true;

    /// <summary>The metrics that any case has on both sides, the pass rate and the score first.</summary>
    public IEnumerable<MetricDifferences> Metrics => _metrics.Values.Where(metric => metric.Values.Count > 0)
        .OrderBy(metric => metric.IsNamed)
        .ThenBy(metric => metric.Name, StringComparer.Ordinal);

    public void Add(CaseSamples samples)
    {
        BaselineCase? found = baseline.Find(samples);
        if (samples.Samples == 0)
        {
            if (found is not null && _found.Add(found))
            {
                Note(_unchecked, ref _uncheckedCount, NameOf(samples.PromptId, samples.CaseId, samples.Provider));
            }

            return;
        }

        if (found is not { } before)
        {
            Note(_added, ref _addedCount, NameOf(samples.PromptId, samples.CaseId, samples.Provider));
            return;
        }

        _found.Add(before);
        _pairedCount++;
        if (before.Content is { } content && contents?.Of(samples.PromptId, samples.CaseId) is { } now && now != content)
        {
            Note(_changed, ref _changedCount, NameOf(samples.PromptId, samples.CaseId, samples.Provider));
        }

        double rate = (double)samples.Passed / samples.Samples;
        double rateBefore = (double)before.Passed / before.Samples;
        Metric(GateFigure.PassRate, isNamed: false).Add(rate - rateBefore, VarianceOf(rate, samples.Samples) + VarianceOf(rateBefore, before.Samples), samples.Samples, before.Samples);
        AddScore(before, samples);
        AddMetrics(before, samples);
        _isIdentical = _isIdentical && before.Samples == samples.Samples && before.Answers is { } answers && answers == Baseline.DigestOf(samples);
    }

    /// <summary>What was added last is one case.</summary>
    public void EndCase()
    {
        foreach (MetricDifferences metric in _metrics.Values)
        {
            metric.EndCase();
        }
    }

    /// <summary>How it went, once all cases were added.</summary>
    public BaselineMatch ToMatch()
    {
        BaselineCase[] others = [.. baseline.Cases.Where(one => !_found.Contains(one))];
        HashSet<BaselineCase> leftOut = LeftOut(others);
        BaselineCase[] missing = [.. others.Where(one => !leftOut.Contains(one))];
        return new()
        {
            Paired = _pairedCount,
            Missing = Names(missing),
            MissingCount = missing.Length,
            LeftOut = Names(others.Where(leftOut.Contains)),
            LeftOutCount = leftOut.Count,
            Unchecked = _unchecked,
            UncheckedCount = _uncheckedCount,
            Added = _added,
            AddedCount = _addedCount,
            Changed = _changed,
            ChangedCount = _changedCount,
            MissingMetrics = [.. _missingMetrics],
            AddedMetrics = [.. _addedMetrics],
            MissingScoreCount = _missingScores,
            AddedScoreCount = _addedScores,
            IsIdentical = _pairedCount > 0 && _pairedCount == baseline.Cases.Count && _missingMetrics.Count == 0 && _missingScores == 0 && _isIdentical && _metrics.Values.All(metric => metric.IsZero),
        };
    }

    HashSet<BaselineCase> LeftOut(BaselineCase[] others)
    {
        HashSet<BaselineCase> leftOut = new(ReferenceEqualityComparer.Instance);
        if (library is null || others.Length == 0)
        {
            return leftOut;
        }

        Dictionary<(string Prompt, string Case, string Provider), BaselineCase> sought = others.ToDictionary(one => (one.PromptId, one.CaseId, one.Provider));
        foreach (PlannedCase planned in library.Cases.TakeWhile(_ => sought.Count > 0))
        {
            if (planned.Sample == 0 && sought.Remove((planned.Prompt.Id, planned.Case.Id, planned.Provider), out BaselineCase? one))
            {
                leftOut.Add(one);
            }
        }

        return leftOut;
    }

    static string[] Names(IEnumerable<BaselineCase> cases) => [.. cases.Take(BaselineMatch.MostNamed).Select(one => NameOf(one.PromptId, one.CaseId, one.Provider))];

    // What is left of the scores where samples were errors may be better than all of them were.
    void AddScore(BaselineCase before, CaseSamples samples)
    {
        if (before.Score is not { } score)
        {
            _addedScores += samples.Scored > 0 ? 1 : 0;
            return;
        }

        _missingScores += samples.Errors > 0 ? 1 : 0;
        if (samples.Scored > 0)
        {
            Metric(GateFigure.Score, isNamed: false).Add((samples.ScoreSum / samples.Scored) - (score / 100), null, samples.Scored, before.Samples);
        }
    }

    void AddMetrics(BaselineCase before, CaseSamples samples)
    {
        Dictionary<string, CaseSamples.Sum> now = samples.Metrics ?? [];
        foreach ((string name, CaseSamples.Sum sum) in now)
        {
            if (before.Metrics.TryGetValue(name, out double value))
            {
                Metric(name, isNamed: true).Add(sum.Mean - value, null, sum.Samples, before.Samples);
                if (samples.Errors > 0 && sum.Samples < samples.Samples)
                {
                    _missingMetrics.Add(name);
                }
            }
            else
            {
                _addedMetrics.Add(name);
            }
        }

        foreach (string name in before.Metrics.Keys.Where(name => !now.ContainsKey(name)))
        {
            _missingMetrics.Add(name);
        }
    }

    MetricDifferences Metric(string name, bool isNamed)
    {
        if (!_metrics.TryGetValue((name, isNamed), out MetricDifferences? metric))
        {
            metric = new(name, isNamed);
            _metrics.Add((name, isNamed), metric);
        }

        return metric;
    }

    static double? VarianceOf(double rate, int samples) => samples > 1 ? rate * (1 - rate) / (samples - 1) : null;

    static void Note(List<string> names, ref int count, string name)
    {
        if (count++ < BaselineMatch.MostNamed)
        {
            names.Add(name);
        }
    }

    static string NameOf(string promptId, string caseId, string provider) => $"{CaseName.Of(promptId, caseId, "")} [{CaseName.OneLine(provider)}]";
}
