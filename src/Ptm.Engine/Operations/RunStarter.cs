using Ptm.Engine.Providers;
using Ptm.Engine.Running;
using Ptm.Engine.Running.Claims;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>What to run, for whom.</summary>
internal sealed record RunOrder
{
    public required RunSpec Spec { get; init; }

    public string? Label { get; init; }

    public required VisibilityScope VisibilityScope { get; init; }

    /// <summary>Key of the run whose place it takes in lists; null for none.</summary>
    public string? Amends { get; init; }
}

/// <summary>Accepts runs: checks that they can be run, keeps them, and wakes the worker.</summary>
internal sealed class RunStarter(IRunStore runs, ProviderCatalog providers, Worker worker, TimeProvider time, PtmCaller caller, string? idempotencyKey)
{
    const int MostCases = 10_000_000;
    const int LongestLabel = 500;

    /// <exception cref="PtmException">A provider does not exist (404), or there is no case to run (422).</exception>
    public async Task<StoredRun> StartAsync(RunOrder order, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (PromptDefinition prompt in order.Spec.Prompts)
        {
            if (prompt.ProviderProfiles.Count == 0)
            {
                throw Planner.NoProvider(prompt);
            }

            foreach (string provider in prompt.ProviderProfiles)
            {
                providers.Get(provider, null);
            }

            if (prompt is { JudgeProfile: { } judge, AdditionalMetrics.Count: > 0 })
            {
                providers.Get(judge, null);
            }
        }

        int cases = CountOf(order.Spec);
        if (order.Label?.Length > LongestLabel)
        {
            throw Rights.Invalid($"'label' takes at most {LongestLabel} characters, and this has {order.Label.Length}.");
        }

        DateTimeOffset now = time.GetUtcNow();
        StoredRun run = await runs.AddAsync(
            new()
            {
                RunKey = Guid.CreateVersion7(now).ToString("n"),
                Label = order.Label,
                Ownership = new(caller.Name, caller.Team, order.VisibilityScope),
                State = RunState.Queued,
                CaseCount = cases,
                StartedAt = now,
                IdempotencyKey = idempotencyKey,
                Amends = order.Amends,
            },
            order.Spec,
            cancellationToken).ConfigureAwait(false);
        worker.Notice();
        return run;
    }

    static int CountOf(RunSpec spec)
    {
        long cases = spec.Prompts.Sum(prompt => (long)prompt.Tests.Count * prompt.ProviderProfiles.Count) * spec.Samples;
        return cases switch
        {
            0 => throw new PtmException(new Diagnostic(
                DiagnosticCodes.NoTests,
                DiagnosticSeverity.Error,
                spec.Prompts.Count == 1 ? $"The prompt '{Rights.Shown(spec.Prompts[0].Id)}' has no test case, so there is nothing to run." : "There is no test case, so there is nothing to run.")),
            > MostCases => throw Rights.Invalid($"A run has at most {MostCases} cases, and this has {cases}."),
            _ => (int)cases,
        };
    }
}
