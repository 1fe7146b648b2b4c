namespace Ptm.Engine.Providers;

/// <summary>Stands for a provider that this version cannot call, so that its cases are errors and all others run.</summary>
internal sealed class UnsupportedProvider(string id, string advice, SourceLocation? location) : IPromptProvider, IDescribedProvider
{
    public string Type => "unsupported";

    public string? Model => null;

    public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken) =>
        Task.FromException<ModelOutput>(Fault.Of(DiagnosticCodes.NotSupportedYet, $"Provider '{id}' is not supported yet; {advice}.", location));
}
