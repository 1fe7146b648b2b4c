using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Stores;
using Ptm.Engine.Running.Claims;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>What all callers of an engine share to optimize prompts.</summary>
/// <param name="Prompts">The prompts.</param>
/// <param name="Store">Where optimizations are kept.</param>
/// <param name="Worker">Runs them.</param>
/// <param name="Check">Refuses what cannot be optimized.</param>
/// <param name="SettingsOf">What a request comes to with what the library says.</param>
/// <param name="Unpaid">Tells what samples cost at most by these settings, and has no money to ask for one.</param>
/// <param name="Time">The clock.</param>
internal sealed record OptimizationOffice(
    IPromptStore Prompts,
    IOptimizationStore Store,
    Worker Worker,
    OptimizationCheck Check,
    Func<OptimizationRequest, PromptDefinition, OptimizationSettings> SettingsOf,
    Func<OptimizationSettings, ICellEvaluator> Unpaid,
    TimeProvider Time);
