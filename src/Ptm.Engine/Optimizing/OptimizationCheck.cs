using Ptm.Engine.Library;
using Ptm.Engine.Operations;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Providers;
using Ptm.Engine.Running.Comparisons;
using Ptm.Engine.Running.Sessions;

namespace Ptm.Engine.Optimizing;

/// <summary>What cannot be optimized, and why: told before anything is asked.</summary>
/// <param name="providers">The providers, within money of their own.</param>
/// <param name="rulesOf">What the prompt's config says of its runs.</param>
/// <param name="judge">The judge of prompts that name none; null for none.</param>
internal sealed class OptimizationCheck(ProviderCatalog providers, Func<PromptDefinition, RunRules> rulesOf, string? judge)
{
    static readonly ProviderRequest s_empty = new() { Prompt = new() { Text = "" } };

    /// <exception cref="PtmException">The prompt cannot be optimized so (422), or a provider does not exist (404).</exception>
    public void Refuse(PromptDefinition prompt, OptimizationSettings settings)
    {
        string name = Rights.Shown(prompt.Id);
        string shown = $"The prompt '{name}'";
        if (prompt.Code is not null)
        {
            throw Rights.Invalid($"{shown} is made by code, so there is no text to better.");
        }

        if (prompt.Tests.Count == 0)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.NoTests, DiagnosticSeverity.Error, $"{shown} has no test case, so nothing says what is better."));
        }

        RunRules rules = rulesOf(prompt);
        if (rules.Extensions.Count > 0)
        {
            throw Rights.Invalid($"{shown} has hooks (extensions), which run around a whole run. Take them out for the optimization.");
        }

        if (rules.StoredBy.Count > 0 || CaseVariables.NamesConversation(prompt))
        {
            throw Rights.Invalid($"The cases of the prompt '{name}' follow one another (storeOutputAs, _conversation), so none can be evaluated alone.");
        }

        foreach (TestCase test in prompt.Tests)
        {
            if (ComparedCases.AreIn(test))
            {
                throw Rights.Invalid($"{shown} compares outputs (select-best, max-score) in the case '{Rights.Shown(test.Id)}', which has no score of its own.");
            }
        }

        IEnumerable<string> judges = prompt.Tests.SelectMany(test => Judges.Of(prompt, test, judge)).Append(settings.Mutator);
        foreach (string provider in settings.Providers.Concat(judges).Concat(settings.Judge is { } asked ? [asked] : []).Distinct(StringComparer.Ordinal))
        {
            // Of a model that has no price, a limit cannot be kept.
            (providers.Get(provider, null) as IBoundedProvider)?.BoundUsd(s_empty);
        }
    }
}
