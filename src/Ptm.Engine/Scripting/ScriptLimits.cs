namespace Ptm.Engine.Scripting;

/// <summary>What one script may use before it is ended.</summary>
internal sealed record ScriptLimits
{
    /// <summary>What a file of the library may use, which somebody vouches for.</summary>
    public static ScriptLimits OfFiles { get; } = new()
    {
        Time = TimeSpan.FromSeconds(10),
        HardTime = TimeSpan.FromSeconds(20),
        Memory = 512_000_000,
        Statements = 500_000_000,
        ArrayLength = 10_000_000,
        StringLength = 16_000_000,
    };

    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes that one script may allocate in all, freed or not.</summary>
    public long Memory { get; init; } = 64_000_000;

    public int Statements { get; init; } = 20_000_000;

    public int Recursion { get; init; } = 2_000;

    public uint ArrayLength { get; init; } = 2_000_000;

    /// <summary>Characters of a string that one built-in call may make.</summary>
    public int StringLength { get; init; } = 4_000_000;

    public int JsonDepth { get; init; } = 500;

    /// <summary>Scripts that run at the same time.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a script may stay in a built-in call that the interpreter cannot interrupt; its thread is given up then.</summary>
    public TimeSpan HardTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Threads that may be given up at the same time; beyond that no more scripts are run.</summary>
    public int LostThreads { get; init; } = 4;
}
