using System.ComponentModel;
using Ptm.Xunit.Discovery;
using Xunit.Sdk;
using Xunit.v3;
using TestRunSummary = Xunit.v3.RunSummary;

namespace Ptm.Xunit.Running;

/// <summary>What the selected cases of a theory have to reach together, as a test: one a method, after its cases.</summary>
internal sealed class GateTestCase : TheoryTestCase
{
    MethodRun? _methodRun;

    [Obsolete("For deserialization alone.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public GateTestCase()
    {
    }

    GateTestCase(IXunitTestMethod method, PtmPromptTheoryAttribute theory, Dictionary<string, HashSet<string>> traits)
        : base(method, theory, CaseNames.OfGate(theory, method.MethodName), Id(method), traits, place: null)
    {
    }

    /// <summary>The run it is about; a gate that was given none evaluates the theory's cases itself.</summary>
    public MethodRun MethodRun
    {
        get => _methodRun ??= new(TestMethod, Theory, []);
        set => _methodRun = value;
    }

    // The theory's limit is for each case.
    public override int TimeLimit => 0;

    public static GateTestCase Create(IXunitTestMethod method, PtmPromptTheoryAttribute theory, Dictionary<string, HashSet<string>> traits) => new(method, theory, traits);

    public override Task InvokeAsync(object? instance, CancellationToken cancellationToken) => new GateTest(TestCaseDisplayName, MethodRun, Place).RunAsync(cancellationToken);

    protected override ValueTask<TestRunSummary> RunAsync(Func<TheoryTestCase, ValueTask<TestRunSummary>> run, CancellationToken cancellationToken) =>
        MethodRun.RunGateAsync(this, run, cancellationToken);

    static string Id(IXunitTestMethod method)
    {
        using UniqueIDGenerator generator = new();
        generator.Add(method.UniqueID);
        generator.Add("gate");
        return generator.Compute();
    }
}
