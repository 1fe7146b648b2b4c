namespace Ptm;

/// <summary>The body of a request that publishes a skill: the payload's fields with <c>skill_name</c> beside them.</summary>
/// <param name="Payload">What to publish.</param>
/// <param name="SkillName">Its name; null for the prompt's id.</param>
public sealed record SkillPublication(SkillPayload Payload, string? SkillName = null);
