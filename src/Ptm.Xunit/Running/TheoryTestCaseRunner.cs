using Xunit.Sdk;
using Xunit.v3;
using TestRunSummary = Xunit.v3.RunSummary;

namespace Ptm.Xunit.Running;

/// <summary>Runs one test case of a theory with the framework's own steps (constructor, fixtures, attributes, messages) around <see cref="TheoryTestContext"/>.</summary>
internal sealed class TheoryTestCaseRunner : XunitTestCaseRunnerBase<TheoryTestCaseContext, TheoryTestCase, IXunitTest>
{
    static readonly TheoryTestCaseRunner s_instance = new();

    public static async ValueTask<TestRunSummary> RunAsync(
        TheoryTestCase testCase,
        ExplicitOption explicitOption,
        IMessageBus messageBus,
        object?[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource,
        ExecutionScheduler scheduler,
        FixtureMappingManager methodFixtureMappings)
    {
        IReadOnlyCollection<IXunitTest> tests = await testCase.CreateTests().ConfigureAwait(false);
        TheoryTestCaseContext context = new(testCase, tests, explicitOption, messageBus, aggregator, cancellationTokenSource, scheduler, constructorArguments, methodFixtureMappings);
        await using (context.ConfigureAwait(false))
        {
            await context.InitializeAsync().ConfigureAwait(false);
            return await s_instance.Run(context).ConfigureAwait(false);
        }
    }
}

internal sealed class TheoryTestCaseContext(
    TheoryTestCase testCase,
    IReadOnlyCollection<IXunitTest> tests,
    ExplicitOption explicitOption,
    IMessageBus messageBus,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource,
    ExecutionScheduler scheduler,
    object?[] constructorArguments,
    FixtureMappingManager methodFixtureMappings)
    : XunitTestCaseRunnerBaseContext<TheoryTestCase, IXunitTest>(
        testCase,
        tests,
        explicitOption,
        messageBus,
        aggregator,
        testCase.TestCaseDisplayName,
        testCase.SkipReason,
        cancellationTokenSource,
        ParallelMode.None,
        scheduler,
        constructorArguments,
        methodFixtureMappings)
{
    public override async ValueTask<TestRunSummary> RunTest(IXunitTest test)
    {
        TheoryTestContext context = new(
            TestCase,
            test,
            ExplicitOption,
            MessageBus,
            Aggregator.Clone(),
            CancellationTokenSource,
            Scheduler,
            BeforeAfterTestAttributes,
            ConstructorArguments,
            CaseFixtureMappings);
        await using (context.ConfigureAwait(false))
        {
            await context.InitializeAsync().ConfigureAwait(false);
            return await TheoryTestRunner.Instance.RunAsync(context).ConfigureAwait(false);
        }
    }
}

internal sealed class TheoryTestRunner : XunitTestRunnerBase<TheoryTestContext, IXunitTest>
{
    public static TheoryTestRunner Instance { get; } = new();

    public ValueTask<TestRunSummary> RunAsync(TheoryTestContext context) => Run(context);
}
