using System.Globalization;
using Ptm.Engine.Library;

namespace Ptm.Engine.Running;

/// <summary>Makes the plan of a run from prompts and what was selected of them.</summary>
internal static class Planner
{
    /// <exception cref="PtmException">PTM3009: a prompt names no provider. PTM3008: there are more cases than can be counted.</exception>
    /// <param name="suites">Prompts by the file that holds them; the prompts of one file share its cases.</param>
    /// <param name="selection">What to run of them.</param>
    public static EvalPlan Plan(IEnumerable<PromptSuite> suites, EvalSelection selection)
    {
        PlannedSuite[] planned = [.. suites.Select(suite => Plan(suite, selection))];
        long most = planned.Sum(suite => suite.Most);
        if (most > int.MaxValue)
        {
            throw new PtmException(new Diagnostic(
                DiagnosticCodes.LimitExceeded,
                DiagnosticSeverity.Error,
                string.Create(CultureInfo.InvariantCulture, $"A run has at most {int.MaxValue} cases, and this has {most}.")));
        }

        StreamedPlan plan = StreamedPlan.Of(planned, isFiltered: selection.Tag is not null || selection.Filter is not null);
        return new(most > StreamedPlan.MostKept || planned.Any(suite => suite.IsStreamed) ? plan : plan.ToArray());
    }

    static PlannedSuite Plan(PromptSuite suite, EvalSelection selection) =>
        new([.. suite.Prompts.Where(selection.Includes).Select(prompt => new PlannedPrompt(prompt, Providers(prompt, selection), selection.Repeat ?? suite.Repeat, selection.Providers.Count > 0))], selection);

    static IReadOnlyList<string> Providers(PromptDefinition prompt, EvalSelection selection) =>
        selection.Providers.Count > 0 ? selection.Providers
        : prompt.ProviderProfiles.Count > 0 || !prompt.Tests.Any(test => selection.Includes(prompt, test)) ? prompt.ProviderProfiles
        : throw NoProvider(prompt);

    public static PtmException NoProvider(PromptDefinition prompt) => new(new Diagnostic(
        DiagnosticCodes.NotFound,
        DiagnosticSeverity.Error,
        $"The prompt '{prompt.Id}' names no provider. Write {(prompt.IsPromptfoo ? "providers" : "provider_profiles")}: [echo] to check the rendered prompt itself, or name a model.",
        prompt.Location));
}
