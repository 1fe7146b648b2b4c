namespace Ptm;

/// <summary>One way in which a run falls short of a <see cref="Gate"/>.</summary>
/// <param name="Code">Its code, PTM1001 to PTM1011; of a warning also PTM2006 and PTM2007.</param>
/// <param name="Figure">What was found, in the limit's unit; null when unknown.</param>
/// <param name="Limit">What was asked for.</param>
/// <param name="Message">The same in words, with the case that weighs most.</param>
/// <param name="Location">The line of that case.</param>
public sealed record GateViolation(string Code, double? Figure, double Limit, string Message, SourceLocation? Location = null);
