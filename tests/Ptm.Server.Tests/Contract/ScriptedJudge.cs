namespace Ptm.Server.Tests.Contract;

/// <summary>A judge with a script, whose reasons say so.</summary>
internal sealed class ScriptedJudge(double score) : IPromptProvider
{
    public const string Name = "scripted_judge";
    public const string Strict = "strict_judge";

    public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        bool steps = request.ResponseFormat is { } format && format.GetProperty("properties").TryGetProperty("steps", out _);
        return Task.FromResult(new ModelOutput
        {
            // Asked for the steps of a criterion, it names one.
            Text = steps
                ? """{"steps": ["scripted: read the output"]}"""
                : string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"reason": "scripted: it addresses the topic", "score": {{score * 10}}}"""),
            CostUsd = steps ? 0 : 0.002m,
            Tokens = steps ? new(0, 0) : new(200, 20),
            Latency = TimeSpan.FromMilliseconds(5),
            FinishReason = "stop",
            Model = "scripted-judge",
        });
    }
}
