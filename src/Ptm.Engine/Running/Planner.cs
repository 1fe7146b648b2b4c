namespace Ptm.Engine.Running;

/// <summary>Makes the plan of a run from prompts and what was selected of them.</summary>
internal static class Planner
{
    /// <exception cref="PtmException">PTM3009: a prompt names no provider.</exception>
    /// <param name="suites">Prompts by the file that holds them; the prompts of one file share its cases.</param>
    /// <param name="selection">What to run of them.</param>
    public static EvalPlan Plan(IEnumerable<IReadOnlyList<PromptDefinition>> suites, EvalSelection selection)
    {
        List<PlannedCase> plan = [];
        foreach (IReadOnlyList<PromptDefinition> prompts in suites)
        {
            IEnumerable<PlannedCase> cases =
                from prompt in prompts
                where selection.Includes(prompt)
                from test in prompt.Tests
                where selection.Includes(prompt, test)
                from provider in Providers(prompt, selection)
                where test.Setup.Providers.Count == 0 || selection.Providers.Count > 0 || test.Setup.Providers.Contains(provider, StringComparer.Ordinal)
                from sample in Enumerable.Range(0, test.Setup.Repeat ?? 1)
                select new PlannedCase(prompt, test, provider, sample);

            // Stable, so that prompt and provider keep their order within a test.
            plan.AddRange(prompts.Count == 1 ? cases : cases.OrderBy(planned => planned.Case.Index).ThenBy(planned => planned.Sample));
        }

        return new(plan);
    }

    static IReadOnlyList<string> Providers(PromptDefinition prompt, EvalSelection selection) =>
        selection.Providers.Count > 0 ? selection.Providers
        : prompt.ProviderProfiles.Count > 0 ? prompt.ProviderProfiles
        : throw NoProvider(prompt);

    public static PtmException NoProvider(PromptDefinition prompt) => new(new Diagnostic(
        DiagnosticCodes.NotFound,
        DiagnosticSeverity.Error,
        $"The prompt '{prompt.Id}' names no provider. Write {(prompt.IsPromptfoo ? "providers" : "provider_profiles")}: [echo] to check the rendered prompt itself, or name a model.",
        prompt.Location));
}
