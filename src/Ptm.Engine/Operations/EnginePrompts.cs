using System.Text.Json.Nodes;
using Ptm.Engine.Running;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>The prompts of an engine's store, as one caller sees them.</summary>
internal sealed class EnginePrompts(PtmStores stores, PtmCaller caller, Invoker invoker) : IPtmPrompts
{
    readonly PromptLookup _lookup = new(stores.Prompts, caller);

    public async Task<IReadOnlyList<PromptDefinition>> ListAsync(PromptFilter? filter = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<StoredPrompt> visible = await _lookup.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. visible.Select(stored => stored.Prompt).Where(prompt => filter is null || filter.Matches(prompt))];
    }

    public async Task<PromptDefinition> GetAsync(string promptId, CancellationToken cancellationToken = default) =>
        (await _lookup.FindAsync(promptId, null, cancellationToken).ConfigureAwait(false)).Prompt;

    public async Task<IReadOnlyList<TestCase>> GetTestsAsync(string promptId, CancellationToken cancellationToken = default) =>
        (await GetAsync(promptId, cancellationToken).ConfigureAwait(false)).Tests;

    public async Task<IReadOnlyList<PromptVersion>> ListVersionsAsync(string promptId, CancellationToken cancellationToken = default)
    {
        await _lookup.FindAsync(promptId, null, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<StoredPrompt> versions = await stores.Prompts.ListVersionsAsync(promptId, cancellationToken).ConfigureAwait(false);
        return [.. versions.Select(stored => Version(stored) with { Prompt = null })];
    }

    public async Task<PromptVersion> GetVersionAsync(string promptId, int version, CancellationToken cancellationToken = default) =>
        Version(await _lookup.FindAsync(promptId, version, cancellationToken).ConfigureAwait(false));

    public async Task<PromptDefinition> CreateAsync(PromptDefinition prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        PromptCheck.RefuseToKeep(prompt);
        prompt = PromptCheck.WithOwnIds(prompt);
        if (!stores.Prompts.IsReadOnly && await stores.Prompts.FindAsync(prompt.Id, null, cancellationToken).ConfigureAwait(false) is { } earlier)
        {
            caller.MustChange(earlier.Ownership, $"The prompt '{Rights.Shown(prompt.Id)}'");
        }

        caller.MustBelongTo(prompt.Team);
        Ownership ownership = new(caller.Name, prompt.Team ?? caller.Team, prompt.VisibilityScope ?? VisibilityScope.TeamVisible);
        return (await stores.Prompts.AddAsync(prompt, ownership, cancellationToken).ConfigureAwait(false)).Prompt;
    }

    public async Task<PromptContents> GetContentsAsync(string promptId, int? version = null, CancellationToken cancellationToken = default)
    {
        StoredPrompt stored = await _lookup.FindAsync(promptId, version, cancellationToken).ConfigureAwait(false);
        await stores.Usage.AddRequestAsync(UsageSubject.Prompt, promptId, caller.Name, cancellationToken).ConfigureAwait(false);
        return Contents(stored.Prompt);
    }

    public async Task<UsageMetrics> GetUsageAsync(string promptId, CancellationToken cancellationToken = default)
    {
        await _lookup.FindAsync(promptId, null, cancellationToken).ConfigureAwait(false);
        return await stores.Usage.ReadAsync(UsageSubject.Prompt, promptId, cancellationToken).ConfigureAwait(false);
    }

    public async Task<InvokeResult> InvokeEvalAsync(string promptId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        StoredPrompt stored = await _lookup.FindAsync(promptId, null, cancellationToken).ConfigureAwait(false);
        return await invoker.EvaluateAsync(stored.Prompt, $"Eval: {promptId}", inputs, providerProfile, options ?? new(), cancellationToken).ConfigureAwait(false);
    }

    public async Task<PromptBundle> InvokeWithBundleAsync(string promptId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        StoredPrompt stored = await _lookup.FindAsync(promptId, null, cancellationToken).ConfigureAwait(false);
        string runKey = await invoker.StartAsync(stored.Prompt, $"Eval: {promptId}", inputs, providerProfile, options ?? new(), cancellationToken).ConfigureAwait(false);
        return new() { RunKey = runKey, Bundle = await GetContentsAsync(promptId, null, cancellationToken).ConfigureAwait(false) };
    }

    public async Task RecordInlineRunAsync(string promptId, InlineRun run, CancellationToken cancellationToken = default)
    {
        await _lookup.FindAsync(promptId, null, cancellationToken).ConfigureAwait(false);
        await stores.Usage.AddInlineRunAsync(UsageSubject.Prompt, promptId, caller.Name, InlineRuns.Checked(run), cancellationToken).ConfigureAwait(false);
    }

    public static PromptContents Contents(PromptDefinition prompt) => new()
    {
        PromptText = prompt.Text ?? PromptRenderer.ToJson(prompt.Messages),
        Version = prompt.Version,
        Tests = prompt.Tests,
        DeepevalMetrics = prompt.AdditionalMetrics,
        ToolDefinitions = prompt.ToolDefinitions,
    };

    static PromptVersion Version(StoredPrompt stored) => new()
    {
        PromptId = stored.Prompt.Id,
        VersionNumber = stored.Prompt.Version ?? 1,
        Hash = stored.Prompt.Hash ?? PromptHash.Of(stored.Prompt),
        CreatedAt = stored.CreatedAt,
        CreatedBy = stored.CreatedBy,
        Prompt = stored.Prompt,
    };
}
