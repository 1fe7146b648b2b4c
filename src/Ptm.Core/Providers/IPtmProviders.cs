namespace Ptm;

/// <summary>Providers that prompts can name.</summary>
public interface IPtmProviders
{
    /// <summary>Lists providers, ordered by id. Their keys are never part of it.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<ProviderProfile>> ListAsync(CancellationToken cancellationToken = default);
}
