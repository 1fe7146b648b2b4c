using Ptm.Engine.Providers;
using Ptm.Engine.Running;

namespace Ptm.Engine.Optimizing.Spending;

/// <summary>What asks models within the money of an optimization.</summary>
/// <param name="Providers">The providers.</param>
/// <param name="Evaluator">Evaluates cases with them.</param>
internal sealed record BudgetedModels(ProviderCatalog Providers, Evaluator Evaluator);
