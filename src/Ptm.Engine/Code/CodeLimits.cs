namespace Ptm.Engine.Code;

/// <summary>What one call of a file of code may use before it is ended.</summary>
internal sealed record CodeLimits
{
    /// <summary>How long a call may take, the start of its interpreter and its imports included.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Bytes of a result as JSON, and of a command's output.</summary>
    public int ResultLength { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes that one call may print beside its result.</summary>
    public long PrintedLength { get; init; } = 64L * 1024 * 1024;

    /// <summary>Processes of one interpreter at the same time.</summary>
    public int Processes { get; init; } = 16;

    public static int JsonDepth => 512;
}
