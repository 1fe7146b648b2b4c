namespace Ptm;

/// <summary>Why a case could not be decided.</summary>
/// <param name="Code">Diagnostic code, such as <c>PTM4001</c>.</param>
/// <param name="Message">What went wrong and what to do next.</param>
/// <param name="Location">The line that asked for it; null when only the case is to blame.</param>
public sealed record CaseError(string Code, string Message, SourceLocation? Location = null);
