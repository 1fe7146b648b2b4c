using System.Diagnostics;
using Ptm.Xunit.Reporting;
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
    // What heeds its token has ended long before; a run that was interrupted ends within two seconds.
    static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    protected override object? InvokeTestMethod(object? testClassInstance) => InvokeAsync(testClassInstance, TestContext.Current.CancellationToken);

    async Task InvokeAsync(object? testClassInstance, CancellationToken cancellationToken)
    {
        try
        {
            await InvokeInTimeAsync(testClassInstance, cancellationToken).ConfigureAwait(false);
        }
        catch (CaseException failure)
        {
            if (await testCase.IsToleratedAsync(failure, cancellationToken).ConfigureAwait(false))
            {
                TestContext.Current.TestOutputHelper?.WriteLine(failure.Message);
                RunCollector.Current.Tolerate();
                throw new CaseToleratedException();
            }

            throw;
        }
    }

    // The framework's own limit leaves the work running and counts the test twice.
    async Task InvokeInTimeAsync(object? testClassInstance, CancellationToken cancellationToken)
    {
        // Code of the user's may block and never look at its token, so that it has a thread of its own.
        Task work = testCase.MayBlock
            ? Task.Run(() => testCase.InvokeAsync(testClassInstance, cancellationToken), CancellationToken.None)
            : testCase.InvokeAsync(testClassInstance, cancellationToken);
        try
        {
            await work.WaitAsync(testCase.TimeLimit > 0 && !Debugger.IsAttached ? TimeSpan.FromMilliseconds(testCase.TimeLimit) : Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            TestContext.Current.CancelCurrentTest();
            throw new CaseTimedOutException(
                $"{testCase.TestCaseDisplayName} did not finish within {testCase.TimeLimit} ms (Timeout of [PtmPromptTheory]).",
                testCase.TestCaseDisplayName,
                testCase.Place);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await EndAsync(work).ConfigureAwait(false);
        }
    }

    async Task EndAsync(Task work)
    {
        try
        {
            await work.WaitAsync(s_grace, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            throw new CaseErrorException($"{testCase.TestCaseDisplayName} was cancelled and did not stop: what it runs never looks at its token.", testCase.TestCaseDisplayName, testCase.Place);
        }
    }
}
