namespace Ptm;

/// <summary>A case that both passed and failed on one provider in one run.</summary>
/// <param name="PromptId">The prompt's id.</param>
/// <param name="CaseId">The case's id.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Passed">Samples that passed.</param>
/// <param name="Samples">Samples that passed, failed or were errors.</param>
/// <param name="Description">What the case shows, in the author's words; may be empty.</param>
public sealed record FlakyCase(string PromptId, string CaseId, string Provider, int Passed, int Samples, string Description = "");
