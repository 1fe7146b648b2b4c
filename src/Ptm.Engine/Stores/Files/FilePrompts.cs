using Ptm.Engine.Library;

namespace Ptm.Engine.Stores.Files;

/// <summary>The prompts of a library's files: one version each, changed in an editor.</summary>
internal sealed class FilePrompts(PromptLibrary library) : IPromptStore
{
    // Prompts whose hash nobody asks for are never hashed.
    readonly Lazy<Dictionary<string, StoredPrompt>> _prompts = new(() => Read(library));

    public bool IsReadOnly => true;

    public Task<IReadOnlyList<StoredPrompt>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredPrompt>>([.. _prompts.Value.Values.OrderBy(stored => stored.Prompt.Id, StringComparer.Ordinal)]);

    public Task<StoredPrompt?> FindAsync(string promptId, int? version, CancellationToken cancellationToken) =>
        Task.FromResult(_prompts.Value.GetValueOrDefault(promptId) is { } stored && (version ?? stored.Prompt.Version) == stored.Prompt.Version ? stored : null);

    public Task<IReadOnlyList<StoredPrompt>> ListVersionsAsync(string promptId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredPrompt>>(_prompts.Value.TryGetValue(promptId, out StoredPrompt? stored) ? [stored] : []);

    public Task<StoredPrompt> AddAsync(PromptDefinition prompt, Ownership ownership, CancellationToken cancellationToken) =>
        throw ReadOnly($"create the prompt '{prompt.Id}'");

    public static PtmException ReadOnly(string what) => new(new Diagnostic(
        DiagnosticCodes.ReadOnly,
        DiagnosticSeverity.Error,
        $"This library is of files, so it cannot {what}. Change the files in an editor, or start a server with a database: ptm serve."));

    static Dictionary<string, StoredPrompt> Read(PromptLibrary library)
    {
        Dictionary<string, StoredPrompt> prompts = new(StringComparer.Ordinal);
        foreach (PromptDefinition prompt in library.Prompts)
        {
            PromptDefinition versioned = prompt with { Version = prompt.Version ?? 1, Hash = PromptHash.Of(prompt) };
            prompts.TryAdd(prompt.Id, new(versioned, new("library", prompt.Team, prompt.VisibilityScope ?? VisibilityScope.OrgVisible)));
        }

        return prompts;
    }
}
