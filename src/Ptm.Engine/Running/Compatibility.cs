namespace Ptm.Engine.Running;

/// <summary>What <c>compat: promptfoo</c> changes.</summary>
internal static class Compatibility
{
    /// <summary>A case in which nothing is checked gets promptfoo's verdict where its config asks for that: most of them pass.</summary>
    public static CaseResult Apply(PromptDefinition prompt, CaseResult result) => prompt.PassesUnchecked && result.Outcome == CaseOutcome.Unchecked
        ? result with { Outcome = result.Promptfoo.Pass ? CaseOutcome.Passed : CaseOutcome.Failed, Score = result.Promptfoo.Score * 100, CheckedNothing = true }
        : result;
}
