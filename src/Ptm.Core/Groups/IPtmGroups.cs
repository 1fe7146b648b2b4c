namespace Ptm;

/// <summary>Groups of prompts.</summary>
public interface IPtmGroups
{
    /// <summary>Lists the groups that prompts belong to, ordered by name.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<PromptGroup>> ListAsync(CancellationToken cancellationToken = default);
}
