namespace Ptm.Engine.Stores;

/// <summary>A skill as a store keeps it.</summary>
/// <param name="Skill">What is told of it.</param>
/// <param name="Ownership">Whom it belongs to.</param>
/// <param name="Files">Its files by their relative paths with forward slashes.</param>
public sealed record StoredSkill(Skill Skill, Ownership Ownership, IReadOnlyDictionary<string, string> Files);
