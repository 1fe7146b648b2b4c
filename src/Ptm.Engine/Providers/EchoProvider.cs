namespace Ptm.Engine.Providers;

/// <summary>Answers with the rendered prompt itself, free of charge.</summary>
internal sealed class EchoProvider(TimeProvider time) : IPromptProvider, IDescribedProvider
{
    static readonly TokenUsage s_noTokens = new(0, 0);

    public string Type => "echo";

    public string? Model => null;

    public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<ModelOutput>(cancellationToken);
        }

        long start = time.GetTimestamp();
        string text = request.Prompt.Text;
        return Task.FromResult(new ModelOutput
        {
            Text = text,
            Tokens = s_noTokens,
            CostUsd = 0,
            Latency = time.GetElapsedTime(start),
        });
    }
}
