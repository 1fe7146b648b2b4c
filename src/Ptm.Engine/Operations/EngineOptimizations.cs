using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>Searching for a better prompt: there is no optimizer yet, so every call says so (501), after what it names was found.</summary>
internal sealed class EngineOptimizations(PtmStores stores, PtmCaller caller) : IPtmOptimizations
{
    readonly PromptLookup _lookup = new(stores.Prompts, caller);

    public Task<Optimization> SubmitAsync(string promptId, OptimizationRequest? request = null, CancellationToken cancellationToken = default) => RefuseAsync<Optimization>(promptId, cancellationToken);

    public Task<Optimization> GetStatusAsync(string promptId, CancellationToken cancellationToken = default) => RefuseAsync<Optimization>(promptId, cancellationToken);

    public Task<IReadOnlyList<Optimization>> GetHistoryAsync(string promptId, CancellationToken cancellationToken = default) => RefuseAsync<IReadOnlyList<Optimization>>(promptId, cancellationToken);

    public Task<Optimization> GetAsync(string optimizationId, CancellationToken cancellationToken = default) => Task.FromException<Optimization>(Missing());

    public Task CancelAsync(string optimizationId, CancellationToken cancellationToken = default) => Task.FromException(Missing());

    public Task<Optimization> WaitAsync(string promptId, TimeSpan? timeout = null, TimeSpan? pollInterval = null, CancellationToken cancellationToken = default) => RefuseAsync<Optimization>(promptId, cancellationToken);

    async Task<T> RefuseAsync<T>(string promptId, CancellationToken cancellationToken)
    {
        await _lookup.FindAsync(promptId, null, cancellationToken).ConfigureAwait(false);
        throw Missing();
    }

    static PtmException Missing() => new(new Diagnostic(
        DiagnosticCodes.NotImplemented,
        DiagnosticSeverity.Error,
        "This version has no optimizer yet: prompts are evaluated, and not bettered, here."));
}
