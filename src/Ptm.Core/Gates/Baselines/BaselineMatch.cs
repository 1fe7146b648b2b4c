namespace Ptm;

/// <summary>How the cases of a run and of a baseline were paired, by prompt, case and provider.</summary>
public sealed record BaselineMatch
{
    /// <summary>Most cases of a kind that are named; the others are counted.</summary>
    public const int MostNamed = 20;

    /// <summary>Cases on a provider that are on both sides.</summary>
    public required int Paired { get; init; }

    /// <summary>How many the baseline alone has: nobody left them out, so they may be worse as well as not.</summary>
    public int MissingCount { get; init; }

    /// <summary>How many of the baseline a filter left out of this run; the library still has them.</summary>
    public int LeftOutCount { get; init; }

    /// <summary>How many of the baseline ran and had nothing checked.</summary>
    public int UncheckedCount { get; init; }

    /// <summary>How many this run alone has.</summary>
    public int AddedCount { get; init; }

    /// <summary>How many of the paired have another content than in the baseline: other variables or checks under the same id.</summary>
    public int ChangedCount { get; init; }

    /// <summary>The first of those that the baseline alone has, such as <c>support.refund "names the window" [gpt]</c>.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The first of those that a filter left out.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>The first of those that had nothing checked.</summary>
    public IReadOnlyList<string> Unchecked { get; init; } = [];

    /// <summary>The first of those that this run alone has.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>The first of those whose content changed.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>Named metrics of the baseline that this run lacks in a case that is on both sides, by name: nothing of them is compared there, so they are no pass.</summary>
    public IReadOnlyList<string> MissingMetrics { get; init; } = [];

    /// <summary>Cases on both sides whose score this run lacks, or has of some of its samples only, because others were errors: the score is no pass.</summary>
    public int MissingScoreCount { get; init; }

    /// <summary>Cases on both sides whose score the baseline lacks.</summary>
    public int AddedScoreCount { get; init; }

    /// <summary>Named metrics of this run that the baseline lacks in a case that is on both sides, by name.</summary>
    public IReadOnlyList<string> AddedMetrics { get; init; } = [];

    /// <summary>
    /// True when every case of the baseline ran, with its very answers and all of its figures, so that nothing is left to chance: the answers were replayed.
    /// A run of a part of its cases is none, for what is left out is not known.
    /// </summary>
    public bool IsIdentical { get; init; }
}
