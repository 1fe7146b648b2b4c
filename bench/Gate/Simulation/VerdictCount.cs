using System.Runtime.InteropServices;
using Ptm.Statistics;

namespace Ptm.Bench.Gate.Simulation;

/// <summary>How often a gate said what.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VerdictCount(int Passed, int Failed, int Inconclusive)
{
    public int Total => Passed + Failed + Inconclusive;

    public VerdictCount Add(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Passed => this with { Passed = Passed + 1 },
        GateVerdict.Failed => this with { Failed = Failed + 1 },
        _ => this with { Inconclusive = Inconclusive + 1 },
    };

    public VerdictCount Add(VerdictCount other) => new(Passed + other.Passed, Failed + other.Failed, Inconclusive + other.Inconclusive);

    /// <summary>The interval of the share, Wilson's at 95 %.</summary>
    public Interval IntervalOf(int count) => Interval.Wilson((double)count / Total, Total, NormalDistribution.TwoSided(0.95));
}
