using System.ComponentModel;
using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;
using TestRunSummary = Xunit.v3.RunSummary;

namespace Ptm.Xunit.Running;

/// <summary>A test of a prompt theory. It has one test, and its method is invoked by <see cref="InvokeAsync"/>.</summary>
internal abstract class TheoryTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    PtmPromptTheoryAttribute? _theory;

    [Obsolete("For deserialization alone.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected TheoryTestCase()
    {
    }

    protected TheoryTestCase(IXunitTestMethod method, PtmPromptTheoryAttribute theory, string displayName, string uniqueId, Dictionary<string, HashSet<string>>? traits, SourceLocation? place)
        : base(
            method,
            displayName,
            uniqueId,
            theory.Explicit,
            testLabel: null,
            theory.DisableParallelization,
            theory.SkipExceptions,
            theory.Skip,
            theory.SkipType,
            theory.SkipUnless,
            theory.SkipWhen,
            traits,
            testMethodArguments: null,
            place?.File ?? theory.SourceFilePath,
            place is null ? theory.SourceLineNumber : place.Line == 0 ? null : place.Line,
            theory.Timeout) => _theory = theory;

    public PtmPromptTheoryAttribute Theory => _theory ??= TestMethod.Method.GetCustomAttribute<PtmPromptTheoryAttribute>()
        ?? throw new InvalidOperationException($"{TestMethod.MethodName} is not marked [PtmPromptTheory].");

    /// <summary>Where the test is written.</summary>
    public SourceLocation? Place => SourceFilePath is { } file ? new(file, SourceLineNumber ?? 0) : null;

    /// <summary>Where its method is written, to show for what has no line of a prompt file.</summary>
    protected SourceLocation? Method => Theory.SourceFilePath is { } file ? new(file, Theory.SourceLineNumber ?? 0) : null;

    /// <summary>How long <see cref="InvokeAsync"/> may take, in milliseconds; 0 for as long as it takes.</summary>
    public virtual int TimeLimit => Timeout;

    /// <summary>Whether the work may hold its thread for however long, because code of the user's is part of it.</summary>
    public virtual bool MayBlock => true;

    /// <summary>Does the test's work. An exception is the test's failure.</summary>
    /// <param name="instance">The test class; null for a static method.</param>
    /// <param name="cancellationToken">Ends the test.</param>
    public abstract Task InvokeAsync(object? instance, CancellationToken cancellationToken);

    /// <summary>Whether a failure of <see cref="InvokeAsync"/> is none after all. It may wait for other tests, and is outside of the time limit.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="cancellationToken">Ends the wait, with no.</param>
    public virtual Task<bool> IsToleratedAsync(Exception failure, CancellationToken cancellationToken) => Task.FromResult(false);

    // The runner asks for as many arguments as the method has; the true one exists only after the evaluation.
    // The time limit is not handed on: it is kept by TheoryTestContext, which ends the evaluation with it.
    public override ValueTask<IReadOnlyCollection<IXunitTest>> CreateTests() => new(
    [
        new XunitTest(
            this,
            TestMethod,
            Explicit,
            SkipReason,
            SkipType,
            SkipUnless,
            SkipWhen,
            TestCaseDisplayName,
            0,
            ((ITestCaseMetadata)this).Traits,
            timeout: 0,
            new object?[TestMethod.Parameters.Count],
            TestLabel,
            DisableParallelization),
    ]);

    public ValueTask<TestRunSummary> Run(
        ExplicitOption explicitOption,
        IMessageBus messageBus,
        object?[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource,
        ParallelMode parallelMode,
        ExecutionScheduler scheduler,
        FixtureMappingManager methodFixtureMappings) =>
        RunAsync(
            one => TheoryTestCaseRunner.RunAsync(one, explicitOption, messageBus, constructorArguments, aggregator.Clone(), cancellationTokenSource, scheduler, methodFixtureMappings),
            cancellationTokenSource.Token);

    /// <summary>Runs the test when its turn has come.</summary>
    /// <param name="run">Runs a test of the theory.</param>
    /// <param name="cancellationToken">Ends the tests.</param>
    protected virtual ValueTask<TestRunSummary> RunAsync(Func<TheoryTestCase, ValueTask<TestRunSummary>> run, CancellationToken cancellationToken) => run(this);
}
