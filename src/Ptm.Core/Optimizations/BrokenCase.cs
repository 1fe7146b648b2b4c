namespace Ptm;

/// <summary>A case that passed in most samples with the prompt before, and fails in most with the best candidate.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Provider">The provider.</param>
/// <param name="HeldOut">Whether the search never saw it.</param>
/// <param name="Reason">Why it fails now.</param>
public sealed record BrokenCase(string CaseId, string Provider, bool HeldOut, string? Reason);
