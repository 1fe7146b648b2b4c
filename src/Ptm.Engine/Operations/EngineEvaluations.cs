using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>Starts runs of an engine for one caller.</summary>
internal sealed class EngineEvaluations(PtmStores stores, PtmCaller caller, RunStarter starter) : IPtmEvaluations
{
    readonly PromptLookup _lookup = new(stores.Prompts, caller);

    public async Task<RunResult> RunAsync(EvalRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        UnknownFields.Refuse(request.Extra, "An evaluation");
        List<PromptDefinition> prompts = [];
        if (request.PromptIds.Count == 0)
        {
            prompts.AddRange((await _lookup.ListAsync(cancellationToken).ConfigureAwait(false)).Select(stored => stored.Prompt));
        }

        foreach (string id in request.PromptIds.Distinct(StringComparer.Ordinal))
        {
            prompts.Add((await _lookup.FindAsync(id, null, cancellationToken).ConfigureAwait(false)).Prompt);
        }

        foreach (PromptDefinition prompt in prompts)
        {
            Providers.ProviderCatalog.RefuseOfRequest([.. request.ProviderIds, request.JudgeProfile], prompt);
        }

        StoredRun run = await starter.StartAsync(
            new()
            {
                Spec = new()
                {
                    Prompts =
                    [
                        .. prompts.Select(prompt => prompt with
                        {
                            ProviderProfiles = request.ProviderIds.Count > 0 ? [.. request.ProviderIds.Distinct(StringComparer.Ordinal)] : prompt.ProviderProfiles,
                            JudgeProfile = request.JudgeProfile ?? prompt.JudgeProfile,
                        }),
                    ],
                },
                Label = request.Label,
                VisibilityScope = request.VisibilityScope ?? VisibilityScope.Private,
            },
            cancellationToken).ConfigureAwait(false);
        return EngineRuns.Result(run);
    }

    public async Task<RunResult> RunManualAsync(ManualEval manual, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manual);
        UnknownFields.Refuse(manual.Extra, "A manual evaluation");
        PromptCheck.RefuseToEvaluate(manual.Prompt);
        StoredRun run = await starter.StartAsync(
            new()
            {
                Spec = new() { Prompts = [PromptCheck.WithOwnIds(manual.Prompt)] },
                Label = manual.Label ?? manual.Prompt.Label,
                VisibilityScope = manual.VisibilityScope ?? VisibilityScope.Private,
            },
            cancellationToken).ConfigureAwait(false);
        return EngineRuns.Result(run);
    }
}
