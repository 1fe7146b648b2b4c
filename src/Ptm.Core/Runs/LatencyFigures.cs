using System.Numerics;

namespace Ptm;

/// <summary>Latencies in bounded memory: each of the first 10,000, then how many fell into each of some thousand narrow bands. Whatever the order they come in, the figures are the same.</summary>
internal sealed class LatencyFigures
{
    const int MostExact = 10_000;

    // A band is at most a 2,048th as wide as the latencies in it.
    const int BandBits = 12;
    const int BandsAnOctave = 1 << BandBits;

    readonly List<long> _exact = [];
    readonly int[]?[] _octaves = new int[]?[64 - BandBits];
    long _count;
    long _longest;

    public void Add(TimeSpan latency)
    {
        long ticks = Math.Max(0, latency.Ticks);
        _count++;
        _longest = Math.Max(_longest, ticks);
        if (_count <= MostExact)
        {
            _exact.Add(ticks);
            return;
        }

        if (_exact.Count > 0)
        {
            _exact.ForEach(Count);
            _exact.Clear();
            _exact.TrimExcess();
        }

        Count(ticks);
    }

    /// <summary>The latency that this share of the calls stayed within, in milliseconds; of more than 10,000 calls at most 0.05 % too long. Null without any.</summary>
    public double? NearestRank(double quantile)
    {
        if (_count == 0)
        {
            return null;
        }

        long rank = (long)Math.Ceiling(quantile * _count);
        if (_exact.Count > 0)
        {
            _exact.Sort();
            return Milliseconds(_exact[(int)rank - 1]);
        }

        for (int octave = 0; octave < _octaves.Length; octave++)
        {
            for (int band = 0; band < BandsAnOctave && _octaves[octave] is { } bands; band++)
            {
                rank -= bands[band];
                if (rank <= 0)
                {
                    return Milliseconds(Math.Min(_longest, LongestOf(octave, band)));
                }
            }
        }

        return Milliseconds(_longest);
    }

    void Count(long ticks)
    {
        int octave = Math.Max(0, BitOperations.Log2((ulong)ticks) - BandBits + 1);
        int[] bands = _octaves[octave] ??= new int[BandsAnOctave];
        bands[(int)(ticks >> octave)]++;
    }

    static long LongestOf(int octave, int band) => ((band + 1L) << octave) - 1;

    static double Milliseconds(long ticks) => TimeSpan.FromTicks(ticks).TotalMilliseconds;
}
