namespace Ptm.Engine.Optimizing;

/// <summary>How the search spends its samples. Found with <c>bench/optimizer.sh on tasks 1 to 200</c>; none of it touches the held-out cases.</summary>
internal sealed record SearchPlan
{
    /// <summary>Cases that a mutator sees which the parent fails.</summary>
    public int FailuresShown { get; init; } = 4;

    /// <summary>Cases that a mutator sees which the parent passes.</summary>
    public int PassingShown { get; init; } = 2;

    /// <summary>Changes that were tried before which a mutator sees.</summary>
    public int TriedShown { get; init; } = 6;

    /// <summary>The share of the cases that all children of a cycle are evaluated on by the end of each rung but the last, which has them all.</summary>
    public IReadOnlyList<double> Rungs { get; init; } = [0.34];

    /// <summary>The fewest cases of the first rung.</summary>
    public int LeastCases { get; init; } = 6;

    /// <summary>What of the children goes on after a rung, if they are above their parent.</summary>
    public double Kept { get; init; } = 0.5;

    /// <summary>By how many points a child may be below its parent after a rung and go on.</summary>
    public double Tolerance { get; init; }

    /// <summary>Cycles in a row that keep nothing after which a parent is drawn from the front; until then it is the best.</summary>
    public int Stuck { get; init; } = 3;

    /// <summary>How likely the best is the parent then all the same.</summary>
    public double BestShare { get; init; } = 0.5;

    /// <summary>One-sided p below which a candidate is clearly worse than the best, and no parent.</summary>
    public double ClearlyWorse { get; init; } = 0.1;

    /// <summary>Rungs of a cycle in which its parent is sampled again too, lest what made it the best was chance.</summary>
    public int ParentRungs { get; init; } = 1;

    /// <summary>Parents that are sampled again before one goes to the held-out cases; 1 for none.</summary>
    public int Finalists { get; init; } = 3;

    /// <summary>Cycles in a row without a usable proposal after which there is none to be hoped for, or as many as the patience.</summary>
    public int Barren { get; init; } = 10;
}
