using System.Collections.Concurrent;

namespace Ptm.Engine.Tests.Grading.Metrics;

/// <summary>A judge with a script; its model is called <c>scripted-judge</c>, so that no verdict of it passes for a model's.</summary>
internal sealed class ScriptedJudge(Func<string, string> reply) : IPromptProvider
{
    public ConcurrentQueue<ProviderRequest> Asked { get; } = new();

    public decimal? CostUsd { get; init; } = 0.002m;

    public string? FinishReason { get; init; } = "stop";

    public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        Asked.Enqueue(request);
        return Task.FromResult(new ModelOutput
        {
            Text = reply(request.Prompt.Text),
            CostUsd = CostUsd,
            Tokens = new(200, 20),
            Latency = TimeSpan.FromSeconds(2),
            FinishReason = FinishReason,
            Model = "scripted-judge",
        });
    }
}
