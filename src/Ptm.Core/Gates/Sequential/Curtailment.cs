using Ptm.Statistics;

namespace Ptm;

/// <summary>Whether figures that are compared as they are keep their verdict whatever the samples that are left come to.</summary>
internal static class Curtailment
{
    public static bool Stands(Gate gate, CaseFigures figures, long left)
    {
        bool? rate = gate.MinPassRate is { } minRate ? Holds(figures.PassRate, minRate, left) : true;
        bool? score = gate.MinScore is { } minScore ? Holds(figures.Score, minScore / 100, left) : true;

        // One that is lost loses the run; without a limit every case has to pass, and which do is to be seen.
        return (gate.MinPassRate is not null || gate.MinScore is not null) && (rate == false || score == false || (rate == true && score == true));
    }

    static bool? Holds(ClusteredMean mean, double limit, long left)
    {
        double sum = (mean.Mean ?? 0) * mean.Count;
        double worst = sum / (mean.Count + left);
        double best = (sum + left) / (mean.Count + left);
        return mean.Count == 0 ? null : Limits.IsBelow(best, limit) ? false : Limits.Reaches(worst, limit) ? true : null;
    }
}
