using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Optimizing.Spending;

/// <summary>
/// A provider within the money of an optimization: what it was asked before is answered from the ledger, and nothing is asked before its bound is set aside.
/// Each attempt counts for itself, for a service may charge each.
/// </summary>
/// <param name="name">The provider's name.</param>
/// <param name="inner">The provider.</param>
/// <param name="ledger">The money.</param>
/// <param name="keyOf">What identifies a call.</param>
/// <param name="boundOf">What a call can cost at most, in USD; null where that is only known once one has been answered.</param>
#pragma warning disable CA1001 // A semaphore whose handle nobody asks for holds nothing.
internal sealed class BudgetedProvider(string name, IPromptProvider inner, CallLedger ledger, Func<ProviderRequest, string> keyOf, Func<ProviderRequest, decimal?> boundOf) : IPromptProvider, IDescribedProvider, IBoundedProvider
#pragma warning restore CA1001
{
    readonly SemaphoreSlim _first = new(1);

    public string Type => (inner as IDescribedProvider)?.Type ?? "code";

    public string? Model => (inner as IDescribedProvider)?.Model;

    public IReadOnlyDictionary<string, JsonElement> Parameters => (inner as IDescribedProvider)?.Parameters ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    public decimal? BoundUsd(ProviderRequest request) => boundOf(request);

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        string key = keyOf(request);
        using IDisposable alone = await ledger.AskAloneAsync(key, cancellationToken).ConfigureAwait(false);
        if (ledger.AnswerOf(key) is { } known)
        {
            return known;
        }

        if (boundOf(request) is { } bound)
        {
            return await AskAsync(request, key, bound, cancellationToken).ConfigureAwait(false);
        }

        // Of a program nothing is known before its first answer, which it therefore gives alone.
        await _first.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (boundOf(request) is null)
            {
                return await AskAsync(request, key, 0, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _first.Release();
        }

        return await AskAsync(request, key, boundOf(request) ?? 0, cancellationToken).ConfigureAwait(false);
    }

    async Task<ModelOutput> AskAsync(ProviderRequest request, string key, decimal bound, CancellationToken cancellationToken)
    {
        while (true)
        {
            CallAttempts attempts = new(name, key, bound, ledger, await ledger.ReserveAsync(name, key, bound, cancellationToken).ConfigureAwait(false));
            try
            {
                ModelOutput output = await inner.CompleteAsync(request with { Attempts = attempts }, cancellationToken).ConfigureAwait(false);
                await attempts.AnswerAsync(output).ConfigureAwait(false);
                return output;
            }
            catch (MoneyAwaitedException)
            {
                // It has let go of its place among the calls of its profile, which those that hold the money may need.
            }
            finally
            {
                await attempts.EndAsync().ConfigureAwait(false);
            }
        }
    }
}
