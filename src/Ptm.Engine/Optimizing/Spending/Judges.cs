using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Assertions.Judged;

namespace Ptm.Engine.Optimizing.Spending;

/// <summary>Who judges the output of a case.</summary>
internal static class Judges
{
    /// <summary>Names of the judges that are asked, one for each check and metric that asks one.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="test">The case.</param>
    /// <param name="library">The judge of prompts that name none; null for none.</param>
    public static IEnumerable<string> Of(PromptDefinition prompt, TestCase test, string? library)
    {
        string? usual = test.Setup.Judges?.Text ?? test.Setup.Judges?.Any ?? prompt.JudgeProfile ?? library;
        IEnumerable<string?> metrics = prompt.AdditionalMetrics.Select(_ => usual);
        return metrics.Concat(Of(test.Assertions, usual)).OfType<string>();
    }

    static IEnumerable<string?> Of(IReadOnlyList<Assertion> assertions, string? usual) =>
        assertions.SelectMany(assertion => (assertion.Provider?.All ?? Enumerable.Repeat(usual, IsJudged(assertion.Type) ? 1 : 0)).Concat(Of(assertion.Assertions, usual)));

    static bool IsJudged(string type) => AssertionCatalog.Find(type, out _) is JudgedCheck;
}
