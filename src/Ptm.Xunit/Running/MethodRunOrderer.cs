using Xunit.Sdk;
using Xunit.v3;

namespace Ptm.Xunit.Running;

/// <summary>Leaves the cases in their files' order, puts the gate behind them, and tells them that they run together.</summary>
internal sealed class MethodRunOrderer : ITestCaseOrderer
{
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase
    {
        PromptTestCase[] cases = [.. testCases.OfType<PromptTestCase>()];
        GateTestCase? gate = testCases.OfType<GateTestCase>().FirstOrDefault();
        if ((cases is [TheoryTestCase first, ..] ? first : gate) is { } any)
        {
            MethodRun run = new(any.TestMethod, any.Theory, cases);
            foreach (PromptTestCase one in cases)
            {
                one.MethodRun = run;
            }

            gate?.MethodRun = run;
        }

        return gate is null ? testCases : [.. testCases.Where(one => !ReferenceEquals(one, gate)), .. testCases.Where(one => ReferenceEquals(one, gate))];
    }
}
