using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>Runs a prompt once on given inputs.</summary>
internal sealed class Invoker(RunStarter starter, IRunStore runs, EngineRuns reader, PtmCaller caller)
{
    const int MostNewest = 1000;

    // How deep inputs may be is the check's to say.
    static readonly JsonDocumentOptions s_inputs = new() { MaxDepth = 1000 };

    static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>Starts the run and returns its key.</summary>
    /// <exception cref="PtmException">There is no such provider (404), or the request cannot be used (422).</exception>
    public async Task<string> StartAsync(PromptDefinition prompt, string label, JsonObject inputs, string? providerProfile, InvokeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > s_longest)
        {
            throw Rights.Invalid($"'timeout_seconds' takes seconds above 0, {s_longest.TotalSeconds:0} at most.");
        }

        Providers.ProviderCatalog.RefuseOfRequest([providerProfile, options.JudgeProfile], prompt);
        PromptDefinition once = prompt with
        {
            Tests = [new() { Id = "invoke", Vars = JsonElement.Parse(inputs.ToJsonString(), s_inputs) }],
            ProviderProfiles = providerProfile is not null ? [providerProfile] : prompt.ProviderProfiles is [string first, ..] ? [first] : [],
            JudgeProfile = options.JudgeProfile ?? prompt.JudgeProfile,
        };
        if (ValueDepth.IsTooDeep(once.Tests[0].Vars))
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.LimitExceeded, DiagnosticSeverity.Error, $"The inputs are nested more than {ValueDepth.Most} deep."));
        }

        StoredRun run = await starter.StartAsync(
            new()
            {
                Spec = new() { Prompts = [once] },
                Label = label,
                VisibilityScope = VisibilityScope.Private,
                Amends = options.Amend ? await NewestAsync(label, cancellationToken).ConfigureAwait(false) : null,
            },
            cancellationToken).ConfigureAwait(false);
        return run.RunKey;
    }

    /// <exception cref="PtmException">There is no such provider (404), or the request cannot be used (422).</exception>
    /// <exception cref="PtmTimeoutException">The run had not ended in time; it goes on.</exception>
    public async Task<InvokeResult> EvaluateAsync(PromptDefinition prompt, string label, JsonObject inputs, string? providerProfile, InvokeOptions options, CancellationToken cancellationToken)
    {
        string runKey = await StartAsync(prompt, label, inputs, providerProfile, options, cancellationToken).ConfigureAwait(false);
        RunResult run = await reader.WaitAsync(runKey, options.Timeout, cancellationToken: cancellationToken).ConfigureAwait(false);
        CaseResult? result = run.Results.Count > 0 ? run.Results[0] : null;
        return result is null
            ? new() { RunKey = runKey, Outcome = CaseOutcome.Error }
            : new() { RunKey = runKey, Output = result.Output?.Text, Score = result.Score, Outcome = result.Outcome, Result = result };
    }

    async Task<string?> NewestAsync(string label, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredRun> mine = await runs.ListAsync(new() { Caller = caller, MineOnly = true, Limit = MostNewest }, cancellationToken).ConfigureAwait(false);
        return mine.FirstOrDefault(run => run.Label == label)?.RunKey;
    }
}
