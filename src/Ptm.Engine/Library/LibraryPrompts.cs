namespace Ptm.Engine.Library;

/// <summary>The prompts of a library, as <see cref="IPtm"/> shows them.</summary>
internal sealed class LibraryPrompts(PromptLibrary library) : IPtmPrompts
{
    public Task<IReadOnlyList<PromptDefinition>> ListAsync(PromptFilter? filter = null, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<PromptDefinition>>(
            [.. library.Prompts.Where(prompt => filter is null || filter.Matches(prompt)).OrderBy(prompt => prompt.Id, StringComparer.Ordinal)]);

    public Task<PromptDefinition> GetAsync(string promptId, CancellationToken cancellationToken = default) => Task.FromResult(Find(promptId));

    public Task<IReadOnlyList<TestCase>> GetTestsAsync(string promptId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Find(promptId).Tests);

    public static PtmException NoSuchPrompt(string id, IReadOnlyCollection<string> known) =>
        new(new Diagnostic(DiagnosticCodes.NotFound, DiagnosticSeverity.Error, $"There is no prompt '{id}'. {NearestName.Hint(id, known)}"));

    PromptDefinition Find(string promptId) =>
        library.Prompts.FirstOrDefault(prompt => prompt.Id == promptId)
        ?? throw NoSuchPrompt(promptId, [.. library.Prompts.Select(prompt => prompt.Id)]);
}
