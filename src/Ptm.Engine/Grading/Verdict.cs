namespace Ptm.Engine.Grading;

/// <summary>What one check said, before it is put beside its assertion.</summary>
internal readonly record struct Verdict(bool Pass, double Score, string Reason, string? ErrorCode = null)
{
    /// <summary>The verdict's parts, where a check has any.</summary>
    public IReadOnlyList<AssertionResult>? Components { get; init; }

    /// <summary>How far apart the judge's scores are, where it was asked several times.</summary>
    public double? Spread { get; init; }

    /// <summary>A check that either holds or not, turned around by <c>not-</c>.</summary>
    public static Verdict Of(bool holds, bool inverted, string reason) => new(holds != inverted, holds != inverted ? 1 : 0, reason);

    /// <summary>A check that could not be made; <c>not-</c> does not turn it around.</summary>
    public static Verdict Error(string code, string reason) => new(Pass: false, 0, reason, code);
}
