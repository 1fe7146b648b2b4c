using System.Text;
using Ptm.Engine.Grading;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Operations;

/// <summary>What keeps a prompt that did not come from a file from being used: the same rules as a file's.</summary>
internal static class PromptCheck
{
    const int LongestId = 200;

    /// <exception cref="PtmException">The prompt cannot be kept; every finding is in it (422).</exception>
    public static void RefuseToKeep(PromptDefinition prompt) => Refuse([.. Find(prompt), .. Syntax(prompt)]);

    /// <exception cref="PtmException">The prompt cannot be evaluated; every finding is in it (422). A template that does not parse is its cases' error, as it is in a file.</exception>
    public static void RefuseToEvaluate(PromptDefinition prompt) => Refuse([.. Find(prompt)]);

    /// <summary>The prompt with an id of its own for each case, by the rule of files and JSON.</summary>
    public static PromptDefinition WithOwnIds(PromptDefinition prompt)
    {
        CaseIds ids = new();
        return prompt with { Tests = [.. prompt.Tests.Select(test => test with { Id = ids.Next(test.Id, test.Description, test.Vars) })] };
    }

    static void Refuse(Diagnostic[] wrong)
    {
        if (wrong.Length > 0)
        {
            throw new PtmException(wrong, null);
        }
    }

    static IEnumerable<Diagnostic> Find(PromptDefinition prompt)
    {
        if (string.IsNullOrWhiteSpace(prompt.Id) || prompt.Id.Length > LongestId || prompt.Id is "." or ".." || prompt.Id.Any(char.IsControl) || !IsUnicode(prompt.Id))
        {
            yield return Wrong($"A prompt's 'id' has 1 to {LongestId} characters, none of them a control character or half of one, and is not '.' or '..'.");
        }

        if (ValueDepth.IsTooDeep(prompt.ToolDefinitions))
        {
            yield return TooDeep("'tool_definitions'");
        }

        if (prompt.Text is null == (prompt.Messages.Count == 0))
        {
            yield return Wrong("A prompt has either 'prompt_text' or 'messages'.");
        }
        else if (prompt.Text is not null && string.IsNullOrWhiteSpace(prompt.Text))
        {
            yield return Wrong("'prompt_text' is empty, so there is no prompt.");
        }

        foreach (TestCase test in prompt.Tests)
        {
            if (!UnicodeJson.IsWhole(test.Vars) || !test.Assertions.All(IsWhole))
            {
                yield return Wrong($"{CaseName.Of(prompt.Id, test.Id, test.Description)}: a text escapes half a character (a lone UTF-16 surrogate), which nothing could read.");
                continue;
            }

            if (ValueDepth.IsTooDeep(test.Vars) || test.Assertions.Any(IsTooDeep))
            {
                yield return TooDeep(CaseName.Of(prompt.Id, test.Id, test.Description));
            }

            if (test.Threshold is { } threshold && !(double.IsFinite(threshold) && threshold >= 0))
            {
                yield return Wrong($"{CaseName.Of(prompt.Id, test.Id, test.Description)}: 'threshold' takes a number of 0 or more.");
            }

            // In a promptfoo config a type that is nobody's makes its own cases errors and lets the rest run.
            foreach (Diagnostic finding in test.Assertions.SelectMany(Grader.Validate).Where(finding => !prompt.IsPromptfoo || finding.Code != DiagnosticCodes.UnknownKey))
            {
                yield return finding with { Message = $"{CaseName.Of(prompt.Id, test.Id, test.Description)}: {finding.Message}" };
            }
        }

        foreach (Diagnostic finding in ScoringValidator.Validate(prompt))
        {
            yield return finding;
        }

        if (prompt.CostThreshold < 0)
        {
            yield return Wrong("'cost_threshold' takes USD, 0 or more.");
        }

        if (prompt.LatencyThresholdMs is { } limit && !(limit >= 0))
        {
            yield return Wrong("'latency_threshold_ms' takes milliseconds, 0 or more.");
        }
    }

    static IEnumerable<Diagnostic> Syntax(PromptDefinition prompt) =>
        prompt.Messages.Select(message => message.Content).Append(prompt.Text ?? "").Select(SyntaxOf).OfType<Diagnostic>();

    static Diagnostic? SyntaxOf(string template)
    {
        try
        {
            Template.Parse(template, null);
            return null;
        }
        catch (TemplateException e)
        {
            return e.Diagnostics[0];
        }
    }

    static bool IsTooDeep(Assertion assertion) => ValueDepth.IsTooDeep(assertion.Value) || ValueDepth.IsTooDeep(assertion.Config) || assertion.Assertions.Any(IsTooDeep);

    static bool IsWhole(Assertion assertion) => UnicodeJson.IsWhole(assertion.Value) && UnicodeJson.IsWhole(assertion.Config) && assertion.Assertions.All(IsWhole);

    // Half of a surrogate pair has no UTF-8, so such an id could not be asked for.
    static bool IsUnicode(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                return false;
            }

            i += rune.Utf16SequenceLength - 1;
        }

        return true;
    }

    static Diagnostic TooDeep(string what) => new(DiagnosticCodes.LimitExceeded, DiagnosticSeverity.Error, $"{what}: values are nested more than {ValueDepth.Most} deep.");

    static Diagnostic Wrong(string message) => new(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, message);
}
