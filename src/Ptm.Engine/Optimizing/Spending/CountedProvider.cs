using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Optimizing.Spending;

/// <summary>A provider with recordings, within the money of an optimization: a recorded answer counts with what it cost, and one that could not be afforded is not given.</summary>
internal sealed class CountedProvider(string name, IPromptProvider inner, CallLedger ledger, Func<ProviderRequest, string> keyOf, Func<ProviderRequest, decimal> boundOf) : IPromptProvider, IDescribedProvider, IBoundedProvider
{
    public string Type => (inner as IDescribedProvider)?.Type ?? "code";

    public string? Model => (inner as IDescribedProvider)?.Model;

    public IReadOnlyDictionary<string, JsonElement> Parameters => (inner as IDescribedProvider)?.Parameters ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    public decimal? BoundUsd(ProviderRequest request) => boundOf(request);

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        string key = keyOf(request);
        if (ledger.AnswerOf(key) is { } known)
        {
            return known;
        }

        // As it was when the answer was paid for, so that a replay ends where the run ended.
        if (!ledger.IsPaid(key))
        {
            ledger.MustAfford(name, boundOf(request));
        }

        ModelOutput output = await inner.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
        if (output.Recorded)
        {
            await ledger.CountAsync(name, key, output).ConfigureAwait(false);
        }

        return output;
    }
}
