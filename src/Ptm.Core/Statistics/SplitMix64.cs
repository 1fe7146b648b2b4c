using System.Runtime.CompilerServices;

namespace Ptm.Statistics;

/// <summary>Random bits that a seed fixes on every machine and version: SplitMix64 (Steele, Lea and Flood 2014). No secret may rest on them.</summary>
internal struct SplitMix64(ulong seed)
{
    ulong _state = seed;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 up to, and without, 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0 up to, and without, <paramref name="count"/>: the high part of a product (Lemire 2019), whose bias is below 2^-40 for what is drawn here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextIndex(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);
}
