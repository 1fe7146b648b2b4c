namespace Ptm.Engine.Providers;

/// <summary>Stands for a provider that this version cannot call, so that its cases are errors and all others run.</summary>
internal sealed class UnsupportedProvider(string id, string advice, SourceLocation? location) : IPromptProvider, IDescribedProvider
{
    public string Type => "unsupported";

    public string? Model => null;

    /// <summary>What each of its cases ends with.</summary>
    public Diagnostic Problem => new(DiagnosticCodes.NotSupportedYet, DiagnosticSeverity.Error, $"Provider '{id}' is not supported yet; {advice}.", location);

    public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken) => Task.FromException<ModelOutput>(new PtmException(Problem));
}
