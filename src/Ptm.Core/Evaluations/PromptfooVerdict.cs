namespace Ptm;

/// <summary>What promptfoo says of the same case; kept so that the two can be compared.</summary>
/// <param name="Pass">promptfoo's pass; false for an error, true for a case without any check.</param>
/// <param name="Score">promptfoo's score, 0 to 1.</param>
public sealed record PromptfooVerdict(bool Pass, double Score);
