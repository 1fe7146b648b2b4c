using System.Collections.Concurrent;
using Ptm.Engine.Running.Comparisons;

namespace Ptm.Engine.Running.Sessions;

/// <summary>
/// Evaluates single cases out of a plan's order: what a case needs of earlier ones is evaluated before it, and each case once, whoever asks for it.
/// </summary>
/// <param name="evaluator">Evaluates a case.</param>
/// <param name="plan">The whole plan of the file that a case comes from, in order.</param>
/// <param name="run">The run that the cases are part of; null where each is one by itself.</param>
internal sealed class CaseChain(Evaluator evaluator, Func<PlannedCase, IEnumerable<PlannedCase>> plan, RunSession? run)
{
    readonly ConcurrentDictionary<(string Prompt, string Case, string Provider, int Sample), Lazy<Task<Link>>> _links = new();

    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public async Task<CaseResult> EvaluateAsync(PlannedCase planned, CancellationToken cancellationToken) =>
        (await LinkAsync(planned, cancellationToken).ConfigureAwait(false)).Unfinished.Result;

    /// <summary>The same, up to what compares the case's output with others.</summary>
    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public async Task<UnfinishedCase> EvaluateUnfinishedAsync(PlannedCase planned, CancellationToken cancellationToken) =>
        (await LinkAsync(planned, cancellationToken).ConfigureAwait(false)).Unfinished;

    async Task<Link> LinkAsync(PlannedCase planned, CancellationToken cancellationToken)
    {
        (string, string, string, int) key = (planned.Prompt.Id, planned.Case.Id, planned.Provider, planned.Sample);
        while (true)
        {
            Lazy<Task<Link>> link = _links.GetOrAdd(key, _ => new(() => Task.Run(() => ForgeAsync(planned, cancellationToken), CancellationToken.None)));
            try
            {
                return await link.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Whoever asked first has given up; the next one asks anew.
                _links.TryRemove(KeyValuePair.Create(key, link));
            }
        }
    }

    async Task<Link> ForgeAsync(PlannedCase planned, CancellationToken cancellationToken)
    {
        RunSession session = new() { ComparesOutputs = true, Run = run };
        foreach (PlannedCase before in Needed(planned))
        {
            session.Take((await LinkAsync(before, cancellationToken).ConfigureAwait(false)).Session, before);
        }

        return new(await evaluator.EvaluateUnfinishedAsync(planned, session, cancellationToken).ConfigureAwait(false), session);
    }

    // The last case before this one that keeps its output under each name, and the last turn of its conversation, which has those before it.
    List<PlannedCase> Needed(PlannedCase planned)
    {
        Dictionary<string, PlannedCase> stored = new(StringComparer.Ordinal);
        PlannedCase? turn = null;
        bool converses = CaseVariables.NamesConversation(planned.Prompt);
        foreach (PlannedCase before in plan(planned))
        {
            if (IsSame(before, planned))
            {
                break;
            }

            if (before.Case.Setup.StoreOutputAs is { } name)
            {
                stored[name] = before;
            }

            turn = converses && RunSession.AreOfOneConversation(before, planned) ? before : turn;
        }

        List<PlannedCase> needed = [.. stored.Where(one => CaseVariables.Uses(planned, one.Key)).Select(one => one.Value)];
        return turn is null ? needed : [.. needed, turn];
    }

    static bool IsSame(PlannedCase one, PlannedCase other) =>
        one.Prompt.Id == other.Prompt.Id && one.Case.Id == other.Case.Id && one.Provider == other.Provider && one.Sample == other.Sample;

    sealed record Link(UnfinishedCase Unfinished, RunSession Session);
}
