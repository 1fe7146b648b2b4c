namespace Ptm.Bench.Fuzz.Fuzzing;

/// <summary>An input that broke the rule, as it was made and as small as it could be made.</summary>
internal sealed record FuzzFinding(string Kind, int Seed, long Index, string Violation, string Input, string Smallest);
