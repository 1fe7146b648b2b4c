namespace Ptm;

/// <summary>How a candidate did on a case.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Provider">The provider.</param>
/// <param name="HeldOut">Whether the search never saw it.</param>
/// <param name="Passed">Samples that passed.</param>
/// <param name="Failed">Samples that failed.</param>
/// <param name="Errors">Samples that could not be decided.</param>
/// <param name="Score">Mean score of the decided samples, 0 to 100; null for none.</param>
public sealed record CandidateCase(string CaseId, string Provider, bool HeldOut, int Passed, int Failed, int Errors, double? Score);
