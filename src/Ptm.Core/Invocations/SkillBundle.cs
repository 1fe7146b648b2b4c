namespace Ptm;

/// <summary>A skill for use on this machine, and the run that scores the same inputs meanwhile.</summary>
public sealed record SkillBundle
{
    /// <summary>Key of the run.</summary>
    public required string RunKey { get; init; }

    /// <summary>The skill's contents.</summary>
    public required SkillContents Bundle { get; init; }
}
