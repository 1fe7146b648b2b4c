using System.Runtime.CompilerServices;
using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Journaling;
using Ptm.Engine.Optimizing.Stores;
using Ptm.Engine.Providers;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>The optimizations of an engine's store, as one caller sees them.</summary>
internal sealed class EngineOptimizations(OptimizationOffice office, PtmCaller caller, string? idempotencyKey) : IPtmOptimizations
{
    static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(600);

    // Changes are signalled; this is how long one that was missed could stay unseen.
    static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    readonly PromptLookup _lookup = new(office.Prompts, caller);

    IOptimizationStore Store => office.Store;

    public Task<Optimization> SubmitAsync(string promptId, OptimizationRequest? request = null, CancellationToken cancellationToken = default) => SubmitAsync(promptId, request, isNew: false, cancellationToken);

    /// <summary>Starts an optimization.</summary>
    /// <param name="promptId">The prompt to better.</param>
    /// <param name="request">How; null for the defaults.</param>
    /// <param name="isNew">Whether earlier ones are left alone: none that did not end goes on, and of none are answers taken over.</param>
    /// <param name="cancellationToken">Ends the call, not the optimization.</param>
    /// <exception cref="PtmException">There is no such prompt or provider (404), or it cannot be optimized so (422).</exception>
    public async Task<Optimization> SubmitAsync(string promptId, OptimizationRequest? request, bool isNew, CancellationToken cancellationToken)
    {
        (StoredPrompt stored, PromptDefinition prompt, OptimizationSettings settings) = await AskedAsync(promptId, request ?? new(), cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = office.Time.GetUtcNow();
        string id = Guid.CreateVersion7(now).ToString("n");
        string fingerprint = OptimizationFingerprint.OfAnswers(prompt, settings);
        StoredOptimization? earlier = isNew ? null : await Store.FindUnfinishedAsync(stored.Prompt.Id, caller.Name, fingerprint, cancellationToken).ConfigureAwait(false);
        int draw = earlier?.Draw ?? (await Store.ListAsync(stored.Prompt.Id, cancellationToken).ConfigureAwait(false)).Select(one => one.Draw).DefaultIfEmpty().Max() + 1;
        StoredOptimization optimization = await Store.AddAsync(
            new()
            {
                Id = id,
                PromptId = stored.Prompt.Id,
                PromptVersion = stored.Prompt.Version,
                Ownership = new(caller.Name, caller.Team, settings.Visibility),
                MayPropose = caller.MayChange(stored.Ownership),
                State = RunState.Queued,
                CreatedAt = now,
                MaxCostUsd = settings.MaxCostUsd,
                IdempotencyKey = idempotencyKey ?? (Store.GoesOn && !isNew ? OptimizationFingerprint.Of(prompt, settings) : null),
                Fingerprint = fingerprint,
                Continues = earlier?.Id,
                Draw = draw,
            },
            new(id, prompt, settings, Draw: draw),
            cancellationToken).ConfigureAwait(false);
        office.Worker.Notice();
        return await ToldAsync(optimization, withCandidates: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells what an optimization would ask, and asks nothing.</summary>
    /// <param name="promptId">The prompt.</param>
    /// <param name="request">How.</param>
    /// <param name="isNew">As of <see cref="SubmitAsync(string, OptimizationRequest?, bool, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt or provider (404), or it cannot be optimized so (422).</exception>
    public async Task<OptimizationEstimate> EstimateAsync(string promptId, OptimizationRequest request, bool isNew, CancellationToken cancellationToken)
    {
        (_, PromptDefinition prompt, OptimizationSettings settings) = await AskedAsync(promptId, request, cancellationToken).ConfigureAwait(false);
        int look = await LookAsync(prompt.Id, isNew ? null : OptimizationFingerprint.Of(prompt, settings), cancellationToken).ConfigureAwait(false);
        return OptimizationEstimate.Of(prompt, settings, office.Unpaid(settings), look);
    }

    public async Task<Optimization> GetStatusAsync(string promptId, CancellationToken cancellationToken = default) =>
        await ToldAsync(await NewestAsync(promptId, cancellationToken).ConfigureAwait(false), withCandidates: false, cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<Optimization>> GetHistoryAsync(string promptId, CancellationToken cancellationToken = default)
    {
        List<Optimization> told = [];
        foreach (StoredOptimization one in await ListAsync(promptId, cancellationToken).ConfigureAwait(false))
        {
            told.Add(await ToldAsync(one, withCandidates: false, cancellationToken).ConfigureAwait(false));
        }

        return told;
    }

    public async Task<Optimization> GetAsync(string optimizationId, CancellationToken cancellationToken = default) =>
        await ToldAsync(await FindAsync(optimizationId, cancellationToken).ConfigureAwait(false), withCandidates: true, cancellationToken).ConfigureAwait(false);

    public async Task CancelAsync(string optimizationId, CancellationToken cancellationToken = default)
    {
        StoredOptimization optimization = await FindAsync(optimizationId, cancellationToken).ConfigureAwait(false);
        caller.MustChange(optimization.Ownership, $"The optimization {Rights.Shown(optimizationId)}");
        if (optimization.IsTerminal)
        {
            return;
        }

        // What is in flight in this process is let go of first, so that what it may have cost is counted.
        await office.Worker.StopAsync(optimizationId, cancellationToken).ConfigureAwait(false);
        await Store.EndAsync(optimizationId, new(RunState.Cancelled, IsUnfinished: true), cancellationToken).ConfigureAwait(false);
    }

    public async Task<Optimization> WaitAsync(string promptId, TimeSpan? timeout = null, TimeSpan? pollInterval = null, CancellationToken cancellationToken = default)
    {
        TimeSpan limit = WaitLimit.Of(timeout, pollInterval, s_defaultTimeout);

        // Of the one that is newest now: another that is started meanwhile is not waited for.
        StoredOptimization optimization = await NewestAsync(promptId, cancellationToken).ConfigureAwait(false);
        using CancellationTokenSource late = new(limit, office.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        OptimizationProgress? last = null;
        try
        {
            await foreach (OptimizationProgress step in FollowAsync(optimization.Id, optimization.StepCount, either.Token).ConfigureAwait(false))
            {
                last = step;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PtmTimeoutException(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The optimization of '{Rights.Shown(promptId)}' had not ended after {limit.TotalSeconds:0.###} s{(last is null ? "" : $": {last.Message}")}. It goes on: wait again, or cancel it."),
                optimization.Id,
                last?.State ?? optimization.State);
        }

        return await ToldAsync(await FindAsync(optimization.Id, cancellationToken).ConfigureAwait(false), withCandidates: false, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<OptimizationProgress> FollowAsync(string optimizationId, long after = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (after is < 0 or > int.MaxValue)
        {
            throw Rights.Invalid($"The events of an optimization are numbered from 1, and this is {after}.");
        }

        int seen = (int)after;
        while (true)
        {
            // The state first: once it has ended, no step can come after those that are read next.
            StoredOptimization optimization = await FindAsync(optimizationId, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<StoredStep> steps = await Store.ReadStepsAsync(optimizationId, seen, cancellationToken).ConfigureAwait(false);
            foreach (StoredStep step in steps)
            {
                seen = step.Sequence;
                yield return OptimizationView.ProgressOf(optimizationId, seen, EventOf(step), optimization.IsTerminal ? RunState.Running : optimization.State);
            }

            if (optimization.IsTerminal)
            {
                yield return await EndOfAsync(optimization, cancellationToken).ConfigureAwait(false);
                yield break;
            }

            if (steps.Count == 0)
            {
                await Store.WaitForChangeAsync(optimizationId, seen, optimization.State, s_look, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    async Task<(StoredPrompt Stored, PromptDefinition Prompt, OptimizationSettings Settings)> AskedAsync(string promptId, OptimizationRequest request, CancellationToken cancellationToken)
    {
        UnknownFields.Refuse(request.Extra, "An optimization");
        StoredPrompt stored = await _lookup.FindAsync(promptId, null, cancellationToken).ConfigureAwait(false);
        OptimizationSettings settings = office.SettingsOf(request, stored.Prompt);
        ProviderCatalog.RefuseOfRequest([.. request.ProviderProfiles ?? [], request.JudgeProfile], stored.Prompt);
        caller.MustWiden(settings.Visibility, stored);
        PromptDefinition prompt = stored.Prompt with { ProviderProfiles = settings.Providers, JudgeProfile = settings.Judge ?? stored.Prompt.JudgeProfile };
        office.Check.Refuse(prompt, settings);
        OptimizationEstimate.RefuseTooLittle(prompt, settings, office.Unpaid(settings));
        return (stored, prompt, settings);
    }

    // That of the one which would go on, else the next.
    async Task<int> LookAsync(string promptId, string? goesOn, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredOptimization> all = goesOn is null ? [] : await Store.ListAsync(promptId, cancellationToken).ConfigureAwait(false);
        return all.FirstOrDefault(one => !one.IsTerminal && one.IdempotencyKey == goesOn)?.Look ?? await Store.NextLookAsync(promptId, cancellationToken).ConfigureAwait(false);
    }

    async Task<OptimizationProgress> EndOfAsync(StoredOptimization optimization, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredStep> last = await Store.ReadStepsAsync(optimization.Id, optimization.StepCount - 1, cancellationToken).ConfigureAwait(false);
        OptimizationEvent? newest = optimization.StepCount == 0 ? null : EventOf(last[^1]);
        return new()
        {
            OptimizationId = optimization.Id,
            Sequence = optimization.StepCount + 1,
            State = optimization.State,
            Cycle = newest?.Cycle ?? 0,
            Message = optimization.Error ?? (optimization.State switch
            {
                RunState.Cancelled => "cancelled",
                RunState.Failed => "failed",
                _ => "completed",
            }),
            CostUsd = optimization.SpentUsd,
            BestScore = newest?.BestScore,
        };
    }

    async Task<Optimization> ToldAsync(StoredOptimization optimization, bool withCandidates, CancellationToken cancellationToken)
    {
        OptimizationSpec spec = await Store.ReadSpecAsync(optimization.Id, cancellationToken).ConfigureAwait(false) ?? throw NoSuch(optimization.Id);
        IReadOnlyList<StoredStep> steps = await Store.ReadStepsAsync(optimization.Id, 0, cancellationToken).ConfigureAwait(false);
        return OptimizationView.Of(spec, steps.Select(EventOf), withCandidates) with
        {
            State = optimization.State,
            CostUsd = optimization.SpentUsd,
            MaxCostUsd = optimization.MaxCostUsd,
            Continues = optimization.Continues,
            CreatedAt = optimization.CreatedAt,
            EndedAt = optimization.EndedAt,
            Error = optimization.Error,
            ResultVersion = optimization.ResultVersion,
        };
    }

    async Task<IReadOnlyList<StoredOptimization>> ListAsync(string promptId, CancellationToken cancellationToken)
    {
        await _lookup.FindAsync(promptId, null, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<StoredOptimization> all = await Store.ListAsync(promptId, cancellationToken).ConfigureAwait(false);
        return [.. all.Where(optimization => caller.MaySee(optimization.Ownership))];
    }

    async Task<StoredOptimization> NewestAsync(string promptId, CancellationToken cancellationToken) =>
        await ListAsync(promptId, cancellationToken).ConfigureAwait(false) is [var newest, ..] ? newest : throw Rights.NotFound($"The prompt '{Rights.Shown(promptId)}' was never optimized.");

    async Task<StoredOptimization> FindAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await Store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } found && caller.MaySee(found.Ownership) ? found : throw NoSuch(id);
    }

    static OptimizationEvent EventOf(StoredStep step) => OptimizationLog.Read(step.Content, OptimizationJson.Default.OptimizationEvent);

    static PtmException NoSuch(string id) => Rights.NotFound($"There is no optimization '{Rights.Shown(id)}'.");
}
