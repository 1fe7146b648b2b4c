namespace Ptm;

/// <summary>By how much the best candidate is better than the prompt before, on the cases that the search never saw.</summary>
/// <param name="Points">Mean over the cases of the difference of their scores, each from -100 to 100.</param>
/// <param name="Low">The lower end of its interval.</param>
/// <param name="High">The upper end of its interval.</param>
/// <param name="Confidence">The interval's confidence, 0.95.</param>
/// <param name="PValue">One-sided p of a paired sign-flip test of the cases, 0 to 1.</param>
/// <param name="Alpha">What <paramref name="PValue"/> has to stay below: 0.05 over all optimizations of the prompt, so less with each.</param>
/// <param name="Cases">Held-out cases that both have a score for.</param>
/// <param name="Samples">Samples of each, for each of both.</param>
/// <param name="CasesNeeded">About how many held-out cases it would take to prove a gain of this size; null where it is proven or none.</param>
public sealed record OptimizationGain(double Points, double Low, double High, double Confidence, double PValue, double Alpha, int Cases, int Samples, int? CasesNeeded = null);
