namespace Ptm;

/// <summary>What one metric differs by from a baseline, case by case, on a scale from -1 to 1. Not thread-safe.</summary>
/// <param name="name">The metric's name.</param>
/// <param name="isNamed">Whether it is a named metric.</param>
internal sealed class MetricDifferences(string name, bool isNamed)
{
    const double Zero = 1e-9;

    readonly List<double> _values = [];
    double _sum;
    double? _variance = 0;
    int _count;
    double? _variances = 0;
    double _share;
    double _shares;

    public string Name { get; } = name;

    public bool IsNamed { get; } = isNamed;

    /// <summary>The score is shown from 0 to 100.</summary>
    public double Scale => !IsNamed && Name == GateFigure.Score ? 100 : 1;

    /// <summary>One difference a case.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>Whether no case differs.</summary>
    public bool IsZero { get; private set; } = true;

    /// <summary>Mean over the cases of what a case's difference varies by when it is sampled again; null where that is unknown.</summary>
    public double? VarianceOfSamples => _variances / _values.Count;

    /// <summary>Samples that a case's difference rests on: the harmonic mean, for a case of few is the least sure.</summary>
    public double SamplesOfACase => _values.Count / _shares;

    /// <summary>Samples of this run that have it.</summary>
    public long Samples { get; private set; }

    /// <param name="difference">The difference on one provider.</param>
    /// <param name="variance">What it varies by when both sides are sampled again; null for unknown.</param>
    /// <param name="samples">Samples of this run that have the metric, 1 or more.</param>
    /// <param name="before">Those of the baseline.</param>
    public void Add(double difference, double? variance, int samples, int before)
    {
        Samples += samples;

        // What is left of equal figures by rounding is no difference.
        difference = Math.Abs(difference) <= Zero ? 0 : Math.Clamp(difference, -1, 1);
        _sum += difference;
        _variance += variance;
        _share += 1.0 / Math.Max(1, Math.Min(samples, before));
        _count++;
        IsZero &= difference == 0;
    }

    public void EndCase()
    {
        if (_count > 0)
        {
            _values.Add(_sum / _count);
            _variances += _variance / ((double)_count * _count);
            _shares += _share / ((double)_count * _count);
            (_sum, _variance, _count, _share) = (0, 0, 0, 0);
        }
    }
}
