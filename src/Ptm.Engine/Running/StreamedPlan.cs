using System.Collections;
using Ptm.Engine.Library.Cases;

namespace Ptm.Engine.Running;

/// <summary>A plan whose cases are made as they are asked for, in order, and are not kept. Reading by position goes on from the last one that was read so.</summary>
internal sealed class StreamedPlan : IReadOnlyList<PlannedCase>
{
    /// <summary>A plan up to this size is kept, so that it is read by position at once.</summary>
    public const int MostKept = 10_000;

    readonly IEnumerable<PlannedCase> _cases;
    readonly IReadOnlyList<PromptDefinition> _prompts;
    readonly Cursor<PlannedCase> _cursor;
    readonly Lazy<int> _count;

    StreamedPlan(IEnumerable<PlannedCase> cases, IReadOnlyList<PromptDefinition> prompts, Func<int> count)
    {
        _cases = cases;
        _prompts = prompts;
        _cursor = new(() => _cases);
        _count = new(count);
    }

    public int Count => _count.Value;

    public PlannedCase this[int index] => _cursor[index];

    public static StreamedPlan Of(IReadOnlyList<PlannedSuite> suites, bool isFiltered)
    {
        IEnumerable<PlannedCase> cases = suites.SelectMany(suite => suite.Cases());
        return new(cases, [.. suites.SelectMany(suite => suite.Prompts)], () => isFiltered ? cases.Count() : (int)suites.Sum(suite => suite.Most));
    }

    /// <summary>What a filter leaves of a plan, which is kept where the plan is or where it is little.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="filter">Leaves some of the cases, in their order; the same each time it is asked.</param>
    public static EvalPlan Filter(EvalPlan plan, Func<IEnumerable<PlannedCase>, IEnumerable<PlannedCase>> filter)
    {
        IEnumerable<PlannedCase> left = filter(plan.Cases);
        List<PlannedCase>? kept = [];
        HashSet<PromptDefinition> prompts = new(ReferenceEqualityComparer.Instance);
        int count = 0;
        foreach (PlannedCase planned in left)
        {
            count++;
            kept = plan.Cases is StreamedPlan && count > MostKept ? null : kept;
            kept?.Add(planned);
            prompts.Add(planned.Prompt);
        }

        return new(kept is not null ? kept : new StreamedPlan(left, [.. prompts], () => count));
    }

    /// <summary>The prompts of a plan, in order.</summary>
    public static IEnumerable<PromptDefinition> PromptsOf(EvalPlan plan) => plan.Cases is StreamedPlan streamed
        ? streamed._prompts
        : plan.Cases.Select(planned => planned.Prompt).Distinct<PromptDefinition>(ReferenceEqualityComparer.Instance);

    public IEnumerator<PlannedCase> GetEnumerator() => _cases.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
