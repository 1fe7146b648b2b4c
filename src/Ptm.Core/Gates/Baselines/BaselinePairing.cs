namespace Ptm;

/// <summary>Pairs the cases of a run with those of a baseline, and keeps what each metric of a case differs by, over the providers that are on both sides. Not thread-safe.</summary>
/// <param name="baseline">The baseline.</param>
/// <param name="contents">What the run's cases hold; null for unknown.</param>
internal sealed class BaselinePairing(Baseline baseline, CaseContents? contents)
{
    readonly Dictionary<(string Name, bool IsNamed), MetricDifferences> _metrics = [];
    readonly List<string> _added = [];
    readonly List<string> _changed = [];
    readonly SortedSet<string> _missingMetrics = new(StringComparer.Ordinal);
    readonly SortedSet<string> _addedMetrics = new(StringComparer.Ordinal);
    readonly HashSet<BaselineCase> _paired = new(ReferenceEqualityComparer.Instance);
    int _addedCount;
    int _changedCount;
    long _samples;
    bool _isIdentical = true;

    /// <summary>The metrics that any case has on both sides, the pass rate and the score first.</summary>
    public IEnumerable<MetricDifferences> Metrics => _metrics.Values.Where(metric => metric.Values.Count > 0)
        .OrderBy(metric => metric.IsNamed)
        .ThenBy(metric => metric.Name, StringComparer.Ordinal);

    /// <summary>Results of this run that are compared.</summary>
    public long Samples => _samples;

    public void Add(CaseSamples samples)
    {
        if (samples.Samples == 0)
        {
            return;
        }

        if (baseline.Find(samples) is not { } before)
        {
            Note(_added, ref _addedCount, NameOf(samples.PromptId, samples.CaseId, samples.Provider));
            return;
        }

        _paired.Add(before);
        _samples += samples.Samples;
        if (before.Content is { } content && contents?.Of(samples.PromptId, samples.CaseId) is { } now && now != content)
        {
            Note(_changed, ref _changedCount, NameOf(samples.PromptId, samples.CaseId, samples.Provider));
        }

        double rate = (double)samples.Passed / samples.Samples;
        double rateBefore = (double)before.Passed / before.Samples;
        Metric(GateFigure.PassRate, isNamed: false).Add(rate - rateBefore, VarianceOf(rate, samples.Samples) + VarianceOf(rateBefore, before.Samples), Math.Min(samples.Samples, before.Samples));
        if (samples.Scored > 0 && before.Score is { } score)
        {
            Metric(GateFigure.Score, isNamed: false).Add((samples.ScoreSum / samples.Scored) - (score / 100), null, Math.Min(samples.Scored, before.Samples));
        }

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
        BaselineCase[] missing = [.. baseline.Cases.Where(one => !_paired.Contains(one))];
        return new()
        {
            Paired = _paired.Count,
            Missing = [.. missing.Take(BaselineMatch.MostNamed).Select(one => NameOf(one.PromptId, one.CaseId, one.Provider))],
            MissingCount = missing.Length,
            Added = _added,
            AddedCount = _addedCount,
            Changed = _changed,
            ChangedCount = _changedCount,
            MissingMetrics = [.. _missingMetrics],
            AddedMetrics = [.. _addedMetrics],
            IsIdentical = _paired.Count > 0 && missing.Length == 0 && _missingMetrics.Count == 0 && _isIdentical && _metrics.Values.All(metric => metric.IsZero),
        };
    }

    void AddMetrics(BaselineCase before, CaseSamples samples)
    {
        Dictionary<string, CaseSamples.Sum> now = samples.Metrics ?? [];
        foreach ((string name, CaseSamples.Sum sum) in now)
        {
            if (before.Metrics.TryGetValue(name, out double value))
            {
                Metric(name, isNamed: true).Add(sum.Mean - value, null, Math.Min(Math.Min(sum.Count, samples.Samples), before.Samples));
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
