namespace Ptm.Engine.Grading.Assertions.Sql;

/// <summary>What one parse may use before it is ended. More than a script may: a grammar is interpreted, and takes some 20 KB for each character.</summary>
internal sealed record SqlLimits
{
    public static SqlLimits Default { get; } = new();

    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes that one parse may allocate in all, freed or not.</summary>
    public long Memory { get; init; } = 2_000_000_000;

    public int Length { get; init; } = 200_000;

    public int Recursion { get; init; } = 20_000;

    public int StackSize { get; init; } = 32 * 1024 * 1024;

    /// <summary>Texts that are parsed at the same time; each has an interpreter of its own, of some 10 MB.</summary>
    public int Concurrency { get; init; } = Math.Min(Environment.ProcessorCount, 4);

    /// <summary>How long an interpreter that has nothing to do is kept.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(1);
}
