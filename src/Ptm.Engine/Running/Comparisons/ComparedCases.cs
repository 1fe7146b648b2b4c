using System.Collections.Concurrent;
using Ptm.Engine.Grading;

namespace Ptm.Engine.Running.Comparisons;

/// <summary>Evaluates cases, and compares the outputs of those that ask for it once all of their group are there. What a plan leaves out is in no group.</summary>
/// <param name="comparison">Compares.</param>
/// <param name="keepsGroups">Whether a group stays when all of its cases have been asked for, since they may be asked for again.</param>
internal sealed class ComparedCases(OutputComparison comparison, bool keepsGroups)
{
    readonly ConcurrentDictionary<GroupKey, CaseGroup> _groups = new();

    public static bool AreIn(TestCase test) => test.Assertions.Any(assertion => AssertionCatalog.IsComparison(assertion.Type));

    /// <summary>The cases in their order. Those of one test lie side by side, and are read together before the first of them is handed on.</summary>
    public IEnumerable<PlannedCase> Watch(IEnumerable<PlannedCase> cases)
    {
        List<PlannedCase> test = [];
        foreach (PlannedCase planned in cases)
        {
            if (test.Count > 0 && GroupKey.Of(test[0]) with { Sample = 0 } != GroupKey.Of(planned) with { Sample = 0 })
            {
                Add(test);
                foreach (PlannedCase one in test)
                {
                    yield return one;
                }

                test = [];
            }

            if (AreIn(planned.Case))
            {
                test.Add(planned);
            }
            else
            {
                yield return planned;
            }
        }

        Add(test);
        foreach (PlannedCase one in test)
        {
            yield return one;
        }
    }

    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public async Task<CaseResult> EvaluateAsync(PlannedCase planned, Func<PlannedCase, CancellationToken, Task<UnfinishedCase>> evaluate, CancellationToken cancellationToken)
    {
        if (!AreIn(planned.Case))
        {
            return (await evaluate(planned, cancellationToken).ConfigureAwait(false)).Result;
        }

        GroupKey key = GroupKey.Of(planned);
        CaseGroup group = _groups.GetOrAdd(key, _ => new([planned]));
        CaseResult result = await group.EvaluateAsync(planned, evaluate, comparison, cancellationToken).ConfigureAwait(false);
        if (!keepsGroups && group.IsDone)
        {
            _groups.TryRemove(KeyValuePair.Create(key, group));
        }

        return result;
    }

    void Add(List<PlannedCase> test)
    {
        foreach (IGrouping<GroupKey, PlannedCase> group in test.GroupBy(GroupKey.Of))
        {
            _groups.TryAdd(group.Key, new([.. group]));
        }
    }
}
