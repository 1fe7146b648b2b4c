namespace Ptm.Engine.Stores;

/// <summary>Whom something belongs to, and who may see it.</summary>
/// <param name="Name">Name of the owner.</param>
/// <param name="Team">The owner's team; null for none.</param>
/// <param name="VisibilityScope">Who may see it.</param>
public sealed record Ownership(string Name, string? Team, VisibilityScope VisibilityScope);
