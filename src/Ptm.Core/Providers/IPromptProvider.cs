namespace Ptm;

/// <summary>Whatever answers a prompt: a model, or the program under test.</summary>
public interface IPromptProvider
{
    /// <summary>Answers one prompt.</summary>
    /// <param name="request">The rendered prompt, with the variables it came from.</param>
    /// <param name="cancellationToken">Ends the call; the provider stops as soon as it can.</param>
    /// <returns>The answer. A call that could not be made or did not finish throws; the case then has the outcome <see cref="CaseOutcome.Error"/>.</returns>
    Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken);
}
