using Ptm.Engine;
using Ptm.Xunit.Libraries;
using Ptm.Xunit.Running;
using Xunit.Sdk;
using Xunit.v3;

namespace Ptm.Xunit.Discovery;

/// <summary>Lists the cases of a theory, from files alone. Whatever keeps it from that is a failing test: a theory that lists nothing would vanish.</summary>
internal sealed class PromptTheoryDiscoverer : IXunitTestCaseDiscoverer
{
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        PtmPromptTheoryAttribute theory = (PtmPromptTheoryAttribute)factAttribute;
        try
        {
            return new(Cases(testMethod, theory));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Not only our own errors: an exception that leaves here would take the whole method out of the list.
            return new([Failure(testMethod, theory, e is PtmException ? e.Message : $"The cases could not be listed: {e}", (e as PtmException)?.Diagnostics[0].Location)]);
        }
    }

    static List<IXunitTestCase> Cases(IXunitTestMethod method, PtmPromptTheoryAttribute theory)
    {
        if (MethodShape.Problem(method) is { } problem)
        {
            return [Failure(method, theory, problem, null)];
        }

        TheoryGate.RefuseWrong(theory);
        TheorySource source = TheorySource.Of(method, theory);
        PtmEngine prompts = OpenLibrary.At(source.Path).Prompts;
        IReadOnlyList<PlannedCase> plan = prompts.PlanOnAny(source.Selection).Cases;
        List<IXunitTestCase> cases = new(plan.Count);
        CaseNames names = CaseNames.For(theory.DisplayName, plan);
        CaseSlugs slugs = new();
        foreach (PlannedCase planned in plan)
        {
            cases.Add(PromptTestCase.Create(method, theory, planned, names.Next(planned), slugs.Of(planned)));
        }

        CaseCheck.RefuseLoss(prompts, source.Selection, cases);
        if (cases.Count > 0 && TheoryGate.IsOn(theory))
        {
            cases.Add(GateTestCase.Create(method, theory, CaseTraits.OfGate(plan, method.Traits)));
        }

        cases.AddRange(FilesWithoutCases(prompts, source).Select(prompt => Failure(method, theory, NoTests(prompt), prompt.Location, prompt.Location?.File)));
        return cases.Count > 0
            ? cases
            : [Failure(method, theory, $"{DiagnosticCodes.NoTests}: No case of {source.Describe()} in {source.Path}. Add one under 'tests', or correct what [PtmPromptTheory] asks for.", null)];
    }

    // Among many prompts, a file whose cases were all deleted would go unnoticed.
    static IEnumerable<PromptDefinition> FilesWithoutCases(PtmEngine prompts, TheorySource source) =>
        from prompt in prompts.LoadedPrompts
        where source.Selection.PromptIds.Count == 0 || source.Selection.PromptIds.Contains(prompt.Id, StringComparer.Ordinal)
        where source.Selection.Tag is not { } tag || prompt.Tags.Contains(tag, StringComparer.Ordinal)
        group prompt by prompt.Location?.File into file
        where file.All(prompt => prompt.Tests.Count == 0)
        select file.First();

    static string NoTests(PromptDefinition prompt) =>
        $"{DiagnosticCodes.NoTests}: The prompt '{CaseName.OneLine(prompt.Id)}' has no test case, so nothing is checked. Add one under 'tests' in {prompt.Location?.File}.";

    static TheoryFailure Failure(IXunitTestMethod method, PtmPromptTheoryAttribute theory, string message, SourceLocation? place, string? distinction = null) =>
        new(method, theory, message, place, distinction);
}
