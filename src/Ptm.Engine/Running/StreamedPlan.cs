using System.Collections;
using Ptm.Engine.Library.Cases;

namespace Ptm.Engine.Running;

/// <summary>A plan whose cases are made as they are asked for, in order, and are not kept. Reading by position goes on from the last one that was read so.</summary>
internal sealed class StreamedPlan : IReadOnlyList<PlannedCase>
{
    readonly IReadOnlyList<PlannedSuite> _suites;
    readonly Cursor<PlannedCase> _cursor;
    readonly Lazy<int> _count;

    public StreamedPlan(IReadOnlyList<PlannedSuite> suites, bool isFiltered)
    {
        _suites = suites;
        _cursor = new(Cases);
        _count = new(() => isFiltered ? Cases().Count() : (int)suites.Sum(suite => suite.Most));
    }

    public int Count => _count.Value;

    public PlannedCase this[int index] => _cursor[index];

    /// <summary>The prompts of a plan, in order.</summary>
    public static IEnumerable<PromptDefinition> PromptsOf(EvalPlan plan) => plan.Cases is StreamedPlan streamed
        ? streamed._suites.SelectMany(suite => suite.Prompts)
        : plan.Cases.Select(planned => planned.Prompt).Distinct<PromptDefinition>(ReferenceEqualityComparer.Instance);

    public IEnumerator<PlannedCase> GetEnumerator() => Cases().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IEnumerable<PlannedCase> Cases() => _suites.SelectMany(suite => suite.Cases());
}
