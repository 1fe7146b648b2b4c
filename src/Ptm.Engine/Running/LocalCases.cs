using Ptm.Engine.Library;
using Ptm.Engine.Running.Comparisons;

namespace Ptm.Engine.Running;

/// <summary>Which cases this process has to evaluate even where a server evaluates the others: they need what no server has, or what surrounds them here.</summary>
/// <param name="library">The library.</param>
/// <param name="parts">What evaluates its cases here.</param>
internal sealed class LocalCases(PromptLibrary library, EvaluationParts parts)
{
    // Providers that a promptfoo config configures for itself.
    readonly HashSet<string> _carried = [.. library.Suites.SelectMany(suite => suite.Providers).Where(provider => !provider.IsPlain).Select(provider => provider.Name)];

    public bool Contains(PlannedCase planned) =>
        planned.Prompt.Code is not null
        || ComparedCases.AreIn(planned.Case)
        || planned.Prompt.AdditionalMetrics.Any(metric => metric.Evaluator is not null)
        || IsOfThisProcess(planned.Provider)
        || planned.Case.Setup.Names().Any()
        || JudgesOf(planned.Case.Assertions).Any(IsOfThisProcess)
        || parts.RulesOf(planned.Prompt) is { RunsInOrder: true } or { Extensions.Count: > 0 };

    bool IsOfThisProcess(string provider) => _carried.Contains(provider) || parts.Providers.IsFromCode(provider);

    static IEnumerable<string> JudgesOf(IReadOnlyList<Assertion> assertions) =>
        assertions.SelectMany(assertion => (assertion.Provider?.All ?? []).Concat(JudgesOf(assertion.Assertions)));
}
