namespace Ptm.Engine.Stores;

/// <summary>Puts prompts of files into a store.</summary>
/// <param name="prompts">The store.</param>
/// <param name="warn">Told which file was left out, and why.</param>
internal sealed class LibraryImport(IPromptStore prompts, Action<Diagnostic> warn)
{
    /// <summary>Name of the owner of prompts that came from files.</summary>
    const string Owner = "library";

    /// <summary>Adds each prompt as a version of its own, save for content that is a version already.</summary>
    /// <returns>How many versions were added.</returns>
    public async Task<int> ImportAsync(IEnumerable<PromptDefinition> library, CancellationToken cancellationToken)
    {
        int added = 0;
        foreach (PromptDefinition prompt in library)
        {
            string hash = PromptHash.Of(prompt);
            IReadOnlyList<StoredPrompt> versions = await prompts.ListVersionsAsync(prompt.Id, cancellationToken).ConfigureAwait(false);
            if (versions is [{ Ownership.Name: { } owner }, ..] && owner != Owner)
            {
                warn(new(
                    DiagnosticCodes.Conflict,
                    DiagnosticSeverity.Warning,
                    $"The server has a prompt '{CaseName.OneLine(prompt.Id)}' of {CaseName.OneLine(owner)}'s already, so this file was not imported. Give one of them another id.",
                    prompt.Location));
            }
            else if (versions.All(version => version.IsProposal || version.Prompt.Hash != hash))
            {
                await prompts.AddAsync(prompt, new(Owner, prompt.Team, prompt.VisibilityScope ?? VisibilityScope.OrgVisible), cancellationToken).ConfigureAwait(false);
                added++;
            }
        }

        return added;
    }
}
