using System.Diagnostics;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Ptm.Xunit.Running;

/// <summary>Puts a theory's work where the framework would call the method itself.</summary>
internal sealed class TheoryTestContext(
    TheoryTestCase testCase,
    IXunitTest test,
    ExplicitOption explicitOption,
    IMessageBus messageBus,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource,
    ExecutionScheduler scheduler,
    IReadOnlyCollection<IBeforeAfterTestAttribute> beforeAfterTestAttributes,
    object?[] constructorArguments,
    FixtureMappingManager caseFixtureMappings)
    : XunitTestRunnerBaseContext<IXunitTest>(
        test, explicitOption, messageBus, aggregator, cancellationTokenSource, ParallelMode.None, scheduler, beforeAfterTestAttributes, constructorArguments, caseFixtureMappings)
{
    protected override object? InvokeTestMethod(object? testClassInstance)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        return testCase.Timeout > 0 && !Debugger.IsAttached
            ? InvokeInTimeAsync(testClassInstance, cancellationToken)
            : testCase.InvokeAsync(testClassInstance, cancellationToken);
    }

    // The framework's own limit leaves the work running and counts the test twice.
    async Task InvokeInTimeAsync(object? testClassInstance, CancellationToken cancellationToken)
    {
        Task work = Task.Run(() => testCase.InvokeAsync(testClassInstance, cancellationToken), CancellationToken.None);
        try
        {
            await work.WaitAsync(TimeSpan.FromMilliseconds(testCase.Timeout), CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            TestContext.Current.CancelCurrentTest();
            throw new CaseTimedOutException(
                $"{testCase.TestCaseDisplayName} did not finish within {testCase.Timeout} ms (Timeout of [PtmPromptTheory]).",
                testCase.TestCaseDisplayName,
                testCase.SourceFilePath is { } file ? new(file, testCase.SourceLineNumber ?? 0) : null);
        }
    }
}
