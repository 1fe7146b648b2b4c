using System.Collections.Concurrent;

namespace Ptm.Engine.Tests.Grading.Metrics;

/// <summary>A judge with a script; its model is called <c>scripted-judge</c>, so that no verdict of it passes for a model's. Asked for the steps of a criterion it names two.</summary>
internal sealed class ScriptedJudge(Func<string, string> reply) : IPromptProvider
{
    public ConcurrentQueue<ProviderRequest> Asked { get; } = new();

    /// <summary>What it was asked about outputs.</summary>
    public IEnumerable<ProviderRequest> Judged => Asked.Where(request => !AsksForSteps(request));

    public decimal? CostUsd { get; init; } = 0.002m;

    public string? FinishReason { get; init; } = "stop";

    /// <summary>What it tells of its tokens.</summary>
    public Func<string, IReadOnlyList<TokenLogProb>> TokenLogProbs { get; init; } = _ => [];

    /// <summary>What it is asked for steps and says; null for two of its own.</summary>
    public Func<string, string>? Steps { get; init; }

    public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        Asked.Enqueue(request);
        bool steps = AsksForSteps(request);
        string text = !steps ? reply(request.Prompt.Text) : Steps?.Invoke(request.Prompt.Text) ?? """{"steps": ["Read the output.", "Hold it against the criterion."]}""";
        return Task.FromResult(new ModelOutput
        {
            Text = text,
            CostUsd = steps ? 0 : CostUsd,
            Tokens = steps ? new(0, 0) : new(200, 20),
            Latency = TimeSpan.FromSeconds(2),
            FinishReason = steps ? "stop" : FinishReason,
            Model = "scripted-judge",
            TokenLogProbs = steps ? [] : TokenLogProbs(text),
        });
    }

    static bool AsksForSteps(ProviderRequest request) => request.ResponseFormat is { } format && format.GetProperty("properties").TryGetProperty("steps", out _);
}
