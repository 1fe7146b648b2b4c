namespace Ptm.Statistics;

/// <summary>
/// The mean of values between 0 and 1 that come in clusters, the samples of a case, with its spread. Nothing but sums is kept, so its memory does not grow.
/// </summary>
internal sealed class ClusteredMean
{
    double _sum;
    double _sumSquares;
    double _sumTimesCount;
    double _countSquares;
    double _within;
    double _withinSquares;
    long _count;

    /// <summary>Clusters with a value.</summary>
    public int Clusters { get; private set; }

    /// <summary>Values in all.</summary>
    public long Count => _count;

    /// <summary>The mean of all values; null without any.</summary>
    public double? Mean => _count == 0 ? null : Math.Clamp(_sum / _count, 0, 1);

    /// <summary>Adds a cluster.</summary>
    /// <param name="count">How many values; one without any changes nothing.</param>
    /// <param name="sum">Their sum.</param>
    /// <param name="squares">The sum of their squares.</param>
    public void Add(int count, double sum, double squares)
    {
        if (count == 0)
        {
            return;
        }

        Clusters++;
        _count += count;
        _sum += sum;
        _sumSquares += sum * sum;
        _sumTimesCount += sum * count;
        _countSquares += (double)count * count;
        if (count > 1)
        {
            // What the sum of this cluster varies by when its samples are drawn again.
            double variance = count * Math.Max(0, squares - (sum * sum / count)) / (count - 1);
            _within += variance;
            _withinSquares += variance * variance / (count - 1);
        }
    }

    /// <summary>
    /// The variance of the mean where cases are a sample: Miller 2024, "Adding Error Bars to Evals", section on clustered questions,
    /// SE² = (1/n²) Σ_c Σ_i Σ_j (s_ic - s)(s_jc - s), times C/(C - 1) as cluster-robust variances have it for few clusters. Null for one cluster.
    /// </summary>
    public double? VarianceAmongCases => Clusters < 2 ? null :
        Math.Max(0, _sumSquares - (2 * Mean!.Value * _sumTimesCount) + (Mean.Value * Mean.Value * _countSquares))
        / ((double)_count * _count) * Clusters / (Clusters - 1);

    /// <summary>The variance of the mean where the cases are given and only their samples are drawn; null where no case has two.</summary>
    public double? VarianceOfSamples => HasRepeats ? _within / ((double)_count * _count) : null;

    /// <summary>Degrees of freedom of <see cref="VarianceOfSamples"/>: Satterthwaite 1946.</summary>
    public double DegreesOfSamples => _withinSquares > 0 ? _within * _within / _withinSquares : 0;

    /// <summary>Of how many equal clusters a sample would be as good, were all values of each alike (Kish 1965): the number of clusters where they are of one size.</summary>
    public double EffectiveClusters => (double)_count * _count / _countSquares;

    /// <summary>The variance of one sample about its case's own mean; null where no case has two samples.</summary>
    public double? VarianceWithin => HasRepeats ? _within / _count : null;

    /// <summary>What so many cases like these would come to, with the same mean and spread.</summary>
    public ClusteredMean WithCases(int cases)
    {
        double factor = (double)cases / Clusters;
        return new()
        {
            Clusters = cases,
            _count = (long)Math.Round(_count * factor),
            _sum = _sum * factor,
            _sumSquares = _sumSquares * factor,
            _sumTimesCount = _sumTimesCount * factor,
            _countSquares = _countSquares * factor,
            _within = _within * factor,
            _withinSquares = _withinSquares * factor,
        };
    }

    /// <summary>What these cases would come to with so many samples of each: the spread among the cases stays, and that of their samples shrinks.</summary>
    public ClusteredMean WithSamples(int samples)
    {
        double mean = Mean!.Value;
        double before = (double)_count / Clusters;
        double within = VarianceWithin ?? 0;
        double among = Math.Max(0, ((VarianceAmongCases ?? 0) * Clusters) - (within / before));
        double count = (double)Clusters * samples;
        double degrees = DegreesOfSamples * (samples - 1) / Math.Max(1, before - 1);
        double sampled = within * count;
        return new()
        {
            Clusters = Clusters,
            _count = (long)count,
            _sum = mean * count,
            _sumSquares = (mean * mean * count * samples) + ((among + (within / samples)) / Clusters * count * count * (Clusters - 1) / Clusters),
            _sumTimesCount = mean * count * samples,
            _countSquares = count * samples,
            _within = sampled,
            _withinSquares = degrees > 0 ? sampled * sampled / degrees : 0,
        };
    }

    bool HasRepeats => _count > Clusters;
}
