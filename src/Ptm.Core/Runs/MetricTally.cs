using System.Runtime.InteropServices;

namespace Ptm;

/// <summary>Adds up the scores of named assertions, prompt by prompt and provider by provider. Its memory is bounded: names beyond the limit, which templates can make without end, are not counted.</summary>
internal sealed class MetricTally
{
    const int MaxNames = 10_000;

    readonly Dictionary<(string Prompt, string Provider), Group> _groups = [];
    int _names;

    /// <summary>What was counted, in the order in which it came.</summary>
    public IEnumerable<Group> Groups => _groups.Values;

    public void Add(CaseResult result)
    {
        if (!_groups.TryGetValue((result.PromptId, result.Provider), out Group? group))
        {
            group = new(result.PromptId, result.Provider);
            _groups.Add((result.PromptId, result.Provider), group);
        }

        group.Cases++;
        Add(result.Assertions, group);
    }

    void Add(IReadOnlyList<AssertionResult> assertions, Group group)
    {
        for (int index = 0; index < assertions.Count; index++)
        {
            AssertionResult assertion = assertions[index];
            if (assertion.Metric is { } name && (group.Scores.TryGetValue(name, out Sums before) || _names++ < MaxNames))
            {
                group.Scores[name] = new(before.Score + (assertion.Score * assertion.Weight), before.Weight + assertion.Weight, before.Count + 1);
            }

            Add(assertion.Assertions, group);
        }
    }

    /// <summary>What the assertions of one name add up to.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Sums(double Score, double Weight, int Count);

    /// <summary>One prompt on one provider.</summary>
    public sealed class Group(string promptId, string provider)
    {
        public string PromptId { get; } = promptId;

        public string Provider { get; } = provider;

        public int Cases { get; set; }

        public Dictionary<string, Sums> Scores { get; } = new(StringComparer.Ordinal);

        public IEnumerable<NamedMetric> ToMetrics() =>
            Scores.Select(score => new NamedMetric { PromptId = PromptId, Provider = Provider, Name = score.Key, Value = score.Value.Score, Weight = score.Value.Weight, Count = score.Value.Count });
    }
}
