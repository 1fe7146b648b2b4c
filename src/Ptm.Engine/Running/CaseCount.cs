using Ptm.Engine.Library;

namespace Ptm.Engine.Running;

/// <summary>How many tests the cases of files make, counted from what was read of them and not from a plan, so that the one can be held against the other.</summary>
internal static class CaseCount
{
    public static long Of(IEnumerable<PromptSuite> suites, EvalSelection selection) =>
        suites.Sum(suite => suite.Prompts.Where(selection.Includes).Sum(prompt => Of(suite, prompt, selection)));

    static long Of(PromptSuite suite, PromptDefinition prompt, EvalSelection selection)
    {
        long count = 0;
        foreach (TestCase test in prompt.Tests)
        {
            if (selection.Includes(prompt, test))
            {
                int providers = selection.Providers.Count > 0 ? selection.Providers.Count
                    : test.Setup.Providers.Count == 0 ? prompt.ProviderProfiles.Count
                    : prompt.ProviderProfiles.Count(test.Setup.Providers.Contains);
                count += (long)providers * (test.Setup.Repeat ?? selection.Repeat ?? suite.Repeat);
            }
        }

        return count;
    }
}
