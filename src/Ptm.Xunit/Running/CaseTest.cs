using System.Reflection;
using Ptm.Engine.Reporting;
using Ptm.Xunit.Reporting;
using Xunit;
using Xunit.Sdk;

namespace Ptm.Xunit.Running;

/// <summary>The three steps of a case's test: evaluate it, run the method's body, ask for the verdict.</summary>
internal sealed class CaseTest(PromptTestCase testCase)
{
    public async Task RunAsync(object? instance, CancellationToken cancellationToken)
    {
        PlannedCase? planned = null;
        CaseResult? result = null;
        bool isSkipped = false;
        try
        {
            (planned, result) = await EvaluateAsync(cancellationToken).ConfigureAwait(true);
            await JudgeAsync(instance, planned, result, cancellationToken).ConfigureAwait(true);
        }
        catch (Exception e) when (IsSkip(e))
        {
            isSkipped = true;
            throw;
        }
        finally
        {
            testCase.MethodRun.End(testCase, planned, result, isSkipped);
        }
    }

    async Task<(PlannedCase Planned, CaseResult Result)> EvaluateAsync(CancellationToken cancellationToken)
    {
        try
        {
            PlannedCase planned = testCase.MethodRun.Plan.Find(testCase.Key, testCase.SourceFilePath);
            return (planned, await testCase.MethodRun.EvaluateAsync(planned, cancellationToken).ConfigureAwait(false));
        }
        catch (PtmException e)
        {
            throw new CaseErrorException($"{testCase.TestCaseDisplayName} could not be run.{Environment.NewLine}{e.Message}", testCase.TestCaseDisplayName, e.Diagnostics[0].Location ?? testCase.Place);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CaseErrorException($"{testCase.TestCaseDisplayName} was cancelled before it finished.", testCase.TestCaseDisplayName, testCase.Place);
        }
    }

    async Task JudgeAsync(object? instance, PlannedCase planned, CaseResult result, CancellationToken cancellationToken)
    {
        RunCollector.Current.Add(result);
        if (testCase.Theory.AttachPassed || result.Outcome != CaseOutcome.Passed)
        {
            CaseAttachments.Add(result);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{CaseName.OneLine(result.Provider)}: score {CaseReport.Figures(result)}");
        CaseException? verdict = testCase.Theory.AssertVerdict ? Verdict(result) : null;
        try
        {
            await InvokeBodyAsync(instance, planned, result).ConfigureAwait(true);
        }
        catch (Exception body) when (verdict is not null && !IsSkip(body) && !cancellationToken.IsCancellationRequested)
        {
            throw new BodyAndCaseFailedException($"{testCase.TestCaseDisplayName}: the body of {testCase.TestMethodName} failed, and so did the case.", body, verdict);
        }

        if (verdict is not null)
        {
            throw verdict;
        }
    }

    CaseException? Verdict(CaseResult result)
    {
        if (result.Outcome == CaseOutcome.Passed)
        {
            return null;
        }

        string message = CaseReport.Of(result, testCase.MethodRun.Plan.Folder);
        return result.Outcome == CaseOutcome.Error
            ? new CaseErrorException(message, CaseName.Of(result), result.Location)
            : new CaseFailedException(message, CaseName.Of(result), result.Location);
    }

    async Task InvokeBodyAsync(object? instance, PlannedCase planned, CaseResult result)
    {
        MethodInfo method = testCase.TestMethod.Method;
        object?[] arguments = method.GetParameters() switch
        {
            [] => [],
            [{ ParameterType: { } type }] when type == typeof(CaseResult) => [result],
            _ => [PtmCase.Of(planned)],
        };
        object? returned = method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        if (AsyncUtility.TryConvertToValueTask(returned) is { } asynchronous)
        {
            await asynchronous.ConfigureAwait(true);
        }
    }

    bool IsSkip(Exception body) =>
        body.Message.StartsWith(CaseToleratedException.Skip, StringComparison.Ordinal) || (testCase.SkipExceptions?.Contains(body.GetType()) ?? false);
}
