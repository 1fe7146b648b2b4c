namespace Ptm;

/// <summary>A prompt for use on this machine, and the run that scores the same inputs meanwhile.</summary>
public sealed record PromptBundle
{
    /// <summary>Key of the run.</summary>
    public required string RunKey { get; init; }

    /// <summary>The prompt's contents.</summary>
    public required PromptContents Bundle { get; init; }
}
