using Ptm.Engine.Optimizing.Mutating;
using Ptm.Statistics;

namespace Ptm.Bench.Optimizer.Simulation;

/// <summary>
/// A mutator that is a script: in 6 of 10 proposals it adds an instruction that a failure named, or two of them, else it adds, removes or replaces one at random;
/// in 1 of 10 it loses the prompt's variable, which costs the proposal alone. What was tried before it proposes again less often.
/// </summary>
internal sealed class ScriptedMutator(SimulatedTask task, Purse purse) : IProposer
{
    /// <summary>What a proposal costs, in USD.</summary>
    public const decimal ProposalUsd = 0.004m;

    const double Heeding = 0.6;
    const double Both = 0.3;
    const double Losing = 0.1;

    public Task<IReadOnlyList<Proposal>> ProposeAsync(ProposalRequest request, CancellationToken cancellationToken)
    {
        List<Proposal> proposals = [];
        SplitMix64 random = new(request.Seed ^ task.Seed);
        int parent = task.SetOf(request.Parent);
        List<int> named = [.. request.Failures.SelectMany(failure => failure.Reasons).Select(InstructionIn).Where(one => one >= 0 && (parent >> one & 1) == 0)];
        while (proposals.Count < request.Count && purse.TrySpend(ProposalUsd, request.KeptUsd))
        {
            int child = Change(parent, named, ref random);
            for (int again = 0; again < 3 && request.Tried.Any(tried => tried.Diff == DiffOf(parent, child)); again++)
            {
                child = Change(parent, named, ref random);
            }

            proposals.Add(random.NextDouble() < Losing
                ? new(null, "", null, "the variable question is missing", ProposalUsd)
                : new(request.Parent with { Text = SimulatedTask.TextOf(child) }, "", DiffOf(parent, child), null, ProposalUsd));
        }

        return Task.FromResult<IReadOnlyList<Proposal>>(proposals);
    }

    static int Change(int parent, List<int> named, ref SplitMix64 random)
    {
        if (named.Count > 0 && random.NextDouble() < Heeding)
        {
            int child = parent | 1 << named[random.NextIndex(named.Count)];
            return random.NextDouble() < Both ? child | 1 << named[random.NextIndex(named.Count)] : child;
        }

        int has = Any(parent, ref random);
        int lacks = Any(~parent & ((1 << SimulatedTask.Instructions) - 1), ref random);
        return random.NextIndex(3) switch
        {
            0 => parent | lacks,
            1 => parent & ~has,
            _ => parent & ~has | lacks,
        };
    }

    // One of the bits that are set; none of none.
    static int Any(int set, ref SplitMix64 random)
    {
        int left = random.NextIndex(Math.Max(1, System.Numerics.BitOperations.PopCount((uint)set)));
        for (; left > 0; left--)
        {
            set &= set - 1;
        }

        return set & -set;
    }

    static string DiffOf(int parent, int child) => string.Concat(
        Enumerable.Range(0, SimulatedTask.Instructions)
            .Where(one => ((parent ^ child) >> one & 1) == 1)
            .Select(one => $"{((child >> one & 1) == 1 ? '+' : '-')}{SimulatedTask.Sentence(one)}\n"));

    static int InstructionIn(string reason) =>
        Enumerable.Range(0, SimulatedTask.Instructions).Where(one => reason.EndsWith(SimulatedTask.Sentence(one), StringComparison.Ordinal)).DefaultIfEmpty(-1).First();
}
