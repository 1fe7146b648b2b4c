namespace Ptm;

/// <summary>One figure that a gate looked at with a confidence, and what it says.</summary>
public sealed record GateFigure
{
    /// <summary>Name of the pass rate among the metrics.</summary>
    public const string PassRate = "pass rate";

    /// <summary>Name of the score among the metrics.</summary>
    public const string Score = "score";

    /// <summary><see cref="PassRate"/>, <see cref="Score"/>, or the name of a metric.</summary>
    public required string Metric { get; init; }

    /// <summary>True for a named metric, which could be called as the pass rate or the score is.</summary>
    public bool IsNamed { get; init; }

    /// <summary>True for the difference from a baseline, paired by case: this run minus the baseline.</summary>
    public bool IsDifference { get; init; }

    /// <summary>The figure or the difference, in the metric's unit: 0 to 1, the score 0 to 100.</summary>
    public required double Value { get; init; }

    /// <summary>Lower end of its interval, in the same unit; null where there is none, as for a difference over fewer than 20 cases.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of its interval.</summary>
    public double? High { get; init; }

    /// <summary>Confidence of the interval and the verdict, above 0.5 and below 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>What the verdict is about. The interval of a difference, which is shown beside it, is about cases like these.</summary>
    public GatePopulation Population { get; init; }

    /// <summary>What the value is held against, in the same unit: a minimum, or for a difference the smallest that matters, 0 or below.</summary>
    public required double Limit { get; init; }

    /// <summary>What was found.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>Cases that the figure rests on: a case of one prompt, on however many providers.</summary>
    public required int Cases { get; init; }

    /// <summary>Results that it rests on in this run: of a score those that have one.</summary>
    public required long Samples { get; init; }

    /// <summary>For a difference the two-sided p-value of the sign-flip test, of a fall of just the <see cref="Limit"/>, adjusted by Holm for the metrics that are compared; null otherwise.</summary>
    public double? PValue { get; init; }

    /// <summary>For a difference the smallest p-value that such a comparison can come to, adjusted as for as many metrics; null otherwise.</summary>
    public double? SmallestPValue { get; init; }

    /// <summary>About how many cases like these it would take to tell, with as many samples each; null when told already or unknown.</summary>
    public int? CasesNeeded { get; init; }

    /// <summary>About how many samples of each case it would take to tell, with these cases; null when told already or when more samples would not do.</summary>
    public int? SamplesNeeded { get; init; }

    /// <summary>For a difference whether there are so few cases that not even a fall of all of them could be shown.</summary>
    internal bool IsBeyondProof { get; init; }

    /// <summary>The same in words, on one line.</summary>
    public string Text { get; init; } = "";
}
