namespace Ptm.Engine.Grading.Kpis;

/// <summary>How much one expression may do, since expressions come from files and servers that nobody has vetted.</summary>
internal static class KpiLimits
{
    /// <summary>Characters of an expression.</summary>
    public const int MaxLength = 10_000;

    /// <summary>Brackets, signs, conditions and powers inside one another.</summary>
    public const int MaxDepth = 100;

    /// <summary>Bits of a whole number: more than enough for every number that a float can hold.</summary>
    public const int MaxBits = 4_096;

    /// <summary>Characters of a text, and items of a list, that an operation makes.</summary>
    public const int MaxSize = 1_000_000;

    /// <summary>Characters looked at, all together; an operation is one more, an item of a list ten.</summary>
    public const int MaxSteps = 20_000_000;
}
