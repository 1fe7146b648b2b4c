namespace Ptm.Engine.Optimizing.Racing;

/// <summary>Every sample of every candidate, by case and provider. Whatever order samples came in, what it tells is the same.</summary>
internal sealed class SampleTable
{
    readonly Dictionary<string, Dictionary<(string Case, string Provider), CellSamples>> _candidates = [];

    public void Add(IEnumerable<SampleScore> samples)
    {
        foreach (SampleScore sample in samples)
        {
            if (!_candidates.TryGetValue(sample.Candidate, out var cells))
            {
                _candidates[sample.Candidate] = cells = [];
            }

            if (!cells.TryGetValue((sample.CaseId, sample.Provider), out CellSamples? cell))
            {
                cells[(sample.CaseId, sample.Provider)] = cell = new();
            }

            cell.Add(sample);
        }
    }

    /// <summary>The samples of a candidate on a case of a provider; null for none.</summary>
    public CellSamples? Of(string candidate, string caseId, string provider) =>
        _candidates.TryGetValue(candidate, out var cells) ? cells.GetValueOrDefault((caseId, provider)) : null;

    /// <summary>All samples of a candidate.</summary>
    public IReadOnlyDictionary<(string Case, string Provider), CellSamples> Of(string candidate) =>
        _candidates.TryGetValue(candidate, out var cells) ? cells : System.Collections.Frozen.FrozenDictionary<(string Case, string Provider), CellSamples>.Empty;

    /// <summary>Mean score of a candidate on a case over the providers, 0 to 100; null where none was decided.</summary>
    public double? ScoreOf(string candidate, string caseId, IReadOnlyList<string> providers)
    {
        double sum = 0;
        int count = 0;
        foreach (string provider in providers)
        {
            if (Of(candidate, caseId, provider)?.Score is { } score)
            {
                sum += score;
                count++;
            }
        }

        return count == 0 ? null : sum / count;
    }

    /// <summary>Mean score of a candidate over cases, each of which counts alike; null where none was decided.</summary>
    public double? MeanOf(string candidate, IReadOnlyList<string> cases, IReadOnlyList<string> providers)
    {
        double sum = 0;
        int count = 0;
        foreach (string one in cases)
        {
            if (ScoreOf(candidate, one, providers) is { } score)
            {
                sum += score;
                count++;
            }
        }

        return count == 0 ? null : sum / count;
    }

    /// <summary>By how much a candidate is above another, case by case: of each case that both have a score of on a provider, the mean over these providers.</summary>
    public List<double> Differences(string candidate, string other, IReadOnlyList<string> cases, IReadOnlyList<string> providers)
    {
        List<double> differences = [];
        foreach (string one in cases)
        {
            double sum = 0;
            int count = 0;
            foreach (string provider in providers)
            {
                if (Of(candidate, one, provider)?.Score is { } score && Of(other, one, provider)?.Score is { } otherScore)
                {
                    sum += score - otherScore;
                    count++;
                }
            }

            if (count > 0)
            {
                differences.Add(sum / count);
            }
        }

        return differences;
    }

    /// <summary>A table of these candidates with some more samples; this one stays as it is.</summary>
    public SampleTable With(IEnumerable<string> candidates, IEnumerable<SampleScore> samples)
    {
        SampleTable copy = new();
        foreach (string candidate in candidates)
        {
            copy._candidates[candidate] = Of(candidate).ToDictionary(pair => pair.Key, pair => pair.Value.Copy());
        }

        copy.Add(samples);
        return copy;
    }
}
