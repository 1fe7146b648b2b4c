using Ptm.Engine.Providers;
using Ptm.Engine.Running.Claims;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>An engine as one caller sees it.</summary>
internal sealed class CallerPtm : IPtm
{
    public CallerPtm(PtmStores stores, ProviderCatalog providers, Worker worker, OptimizationOffice office, TimeProvider time, PtmCaller caller, string? idempotencyKey)
    {
        RunStarter starter = new(stores.Runs, providers, worker, time, caller, idempotencyKey);
        EngineRuns runs = new(stores.Runs, worker, time, caller);
        Invoker invoker = new(starter, stores.Runs, runs, caller);
        Prompts = new EnginePrompts(stores, caller, invoker);
        Providers = new CatalogProviders(providers);
        Evaluations = new EngineEvaluations(stores, caller, starter);
        Runs = runs;
        Optimizations = new EngineOptimizations(office, caller, idempotencyKey);
        Skills = new EngineSkills(stores, caller, invoker, time);
        Groups = new EngineGroups(stores, caller);
    }

    public IPtmPrompts Prompts { get; }

    public IPtmProviders Providers { get; }

    public IPtmEvaluations Evaluations { get; }

    public IPtmRuns Runs { get; }

    public IPtmOptimizations Optimizations { get; }

    public IPtmSkills Skills { get; }

    public IPtmGroups Groups { get; }
}
