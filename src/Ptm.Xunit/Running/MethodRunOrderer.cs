using Xunit.Sdk;
using Xunit.v3;

namespace Ptm.Xunit.Running;

/// <summary>Leaves the cases in their files' order and tells them that they run together.</summary>
internal sealed class MethodRunOrderer : ITestCaseOrderer
{
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase
    {
        PromptTestCase[] cases = [.. testCases.OfType<PromptTestCase>()];
        if (cases.Length > 0)
        {
            MethodRun run = new(cases);
            foreach (PromptTestCase one in cases)
            {
                one.MethodRun = run;
            }
        }

        return testCases;
    }
}
