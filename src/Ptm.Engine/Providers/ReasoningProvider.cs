using System.Text.Json;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Providers.Models;

namespace Ptm.Engine.Providers;

/// <summary>Shows the reasoning that a service tells before the answer. It stands outside of what is recorded, so that a recording serves whoever shows it and whoever does not.</summary>
internal sealed class ReasoningProvider(IPromptProvider inner) : IPromptProvider, IDescribedProvider, IBoundedProvider
{
    public string Type => (inner as IDescribedProvider)?.Type ?? "code";

    public string? Model => (inner as IDescribedProvider)?.Model;

    public IReadOnlyDictionary<string, JsonElement> Parameters => (inner as IDescribedProvider)?.Parameters ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    public decimal? BoundUsd(ProviderRequest request) => (inner as IBoundedProvider)?.BoundUsd(request);

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        ModelOutput output = await inner.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
        if (output.Metadata?.Text("reasoning") is not { } reasoning)
        {
            return output;
        }

        string before = $"Thinking: {reasoning}\n\n";
        return output.Text.StartsWith(before, StringComparison.Ordinal) ? output : output with { Text = before + output.Text };
    }
}
