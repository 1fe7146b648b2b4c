namespace Ptm.Engine.Running;

/// <summary>Starts runs in this process.</summary>
internal sealed class EngineEvaluations(PtmEngine engine, InMemoryRuns runs) : IPtmEvaluations
{
    public Task<RunResult> RunAsync(EvalRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        EvalPlan plan = engine.Plan(new() { PromptIds = request.PromptIds, Providers = request.ProviderIds });
        return Task.FromResult(Start(plan, request.Label));
    }

    public Task<RunResult> RunManualAsync(PromptDefinition prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return Task.FromResult(Start(Planner.Plan([[prompt]], new()), prompt.Label));
    }

    RunResult Start(EvalPlan plan, string? label)
    {
        return runs.Start(
            new() { RunKey = Guid.CreateVersion7().ToString("n"), State = RunState.Running, Label = label },
            token => engine.RunAsync(plan, null, token));
    }
}
