using System.Reflection;
using Ptm.Engine;
using Ptm.Engine.Running;
using Ptm.Xunit.Discovery;
using Xunit.Sdk;
using Xunit.v3;
using TestRunSummary = Xunit.v3.RunSummary;

namespace Ptm.Xunit.Running;

/// <summary>
/// One run of a theory's selected cases. They all start when the first is asked for, as many at once as the process and their config allow;
/// each is handed to the framework as it is asked for.
/// </summary>
internal sealed class MethodRun
{
    readonly IReadOnlyList<PromptTestCase> _cases;
    readonly Assembly _testAssembly;
    readonly bool _concurrent;
    readonly Lazy<PlannedCases> _plan;
    readonly Lock _gate = new();
    readonly HashSet<PromptTestCase> _counted = [];
    Dictionary<PromptTestCase, Task<TestRunSummary>>? _started;
    ServerBatch? _onServer;
    CancellationToken _ending;

    /// <param name="cases">The cases, at least one.</param>
    public MethodRun(IReadOnlyList<PromptTestCase> cases)
    {
        _cases = cases;
        IXunitTestMethod method = cases[0].TestMethod;
        _testAssembly = method.TestClass.Class.Assembly;
        _concurrent = !cases.Any(one => one.DisableParallelization)
            && !method.DisableParallelization
            && !method.TestClass.DisableParallelization
            && !method.TestClass.TestCollection.DisableParallelization
            && method.TestClass.TestCollection.TestAssembly.ParallelMode != ParallelMode.None;
        _plan = new(() => PlannedCases.Read(TheorySource.Of(method, cases[0].Theory)));
    }

    /// <summary>The prompts as they are now: a file may have changed since the tests were listed.</summary>
    /// <exception cref="PtmException">A file is wrong.</exception>
    public PlannedCases Plan => _plan.Value;

    /// <exception cref="PtmException">The assembly's set-up is wrong.</exception>
    public PtmEngine Engine => Plan.Library.For(_testAssembly);

    /// <summary>Evaluates a case: in this process, or with all the others of the run on the server that the environment names.</summary>
    /// <exception cref="PtmException">The server could not be asked.</exception>
    public async Task<CaseResult> EvaluateAsync(PlannedCase planned, CancellationToken cancellationToken) => Engine.IsLocal(planned)
        ? await Engine.EvaluateAsync(planned, cancellationToken).ConfigureAwait(false)
        : await OnServer().ResultOf(planned).WaitAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask<TestRunSummary> RunAsync(PromptTestCase testCase, Func<PromptTestCase, ValueTask<TestRunSummary>> run, CancellationToken cancellationToken)
    {
        _ending = cancellationToken;
        if (!_concurrent)
        {
            TestRunSummary alone = await RunInSlotAsync(testCase, run, cancellationToken).ConfigureAwait(false);
            await (cancellationToken.IsCancellationRequested ? EndOnServerAsync() : Task.CompletedTask).ConfigureAwait(false);
            return alone;
        }

        Dictionary<PromptTestCase, Task<TestRunSummary>> started;
        lock (_gate)
        {
            started = _started ??= _cases.ToDictionary(one => one, one => Task.Run(() => RunInSlotAsync(one, run, cancellationToken), CancellationToken.None));
        }

        TestRunSummary summary = await started[testCase].ConfigureAwait(false);
        Count(testCase);
        if (cancellationToken.IsCancellationRequested)
        {
            // After a cancellation the framework asks for no further case; those in flight still have results to report and things to clean up.
            await Task.WhenAll([.. started.Values, EndOnServerAsync()]).ConfigureAwait(false);
            foreach ((PromptTestCase other, Task<TestRunSummary> task) in started)
            {
                if (Count(other))
                {
                    summary.Aggregate(await task.ConfigureAwait(false));
                }
            }
        }

        return summary;
    }

    ServerBatch OnServer()
    {
        lock (_gate)
        {
            return _onServer ??= Engine.StartOnServer(new([.. _cases.Select(one => Plan.TryFind(one.Key)).OfType<PlannedCase>()]), _ending)
                ?? throw new InvalidOperationException("There is no server.");
        }
    }

    // The process must not end before the server was told to stop, which is tried for a second.
    async Task EndOnServerAsync()
    {
        try
        {
            await (_onServer?.Completion ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PtmException or OperationCanceledException)
        {
            // Each case has said it.
        }
    }

    // Whether the case's figures are still to be handed to the framework, which they are then.
    bool Count(PromptTestCase testCase)
    {
        lock (_gate)
        {
            return _counted.Add(testCase);
        }
    }

    async Task<TestRunSummary> RunInSlotAsync(PromptTestCase testCase, Func<PromptTestCase, ValueTask<TestRunSummary>> run, CancellationToken cancellationToken)
    {
        try
        {
            // A case that a server evaluates takes no place while it waits, or the results of those behind it would wait too.
            PlannedCase? planned = PlannedOrNull(testCase);
            if (planned is not null && !Engine.IsLocal(planned) && testCase.MayRun)
            {
                await ResultIsThereAsync(planned, testCase.Timeout, cancellationToken).ConfigureAwait(false);
            }

            testCase.Slot = await CaseLimiter.EnterAsync(_testAssembly, planned is null || !Engine.IsLocal(planned) ? null : Engine.AtOnce(planned), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return default;
        }

        using (testCase.Slot)
        {
            return cancellationToken.IsCancellationRequested ? default : await run(testCase).ConfigureAwait(false);
        }
    }

    // Null where the case cannot be evaluated at all, which its test tells.
    PlannedCase? PlannedOrNull(PromptTestCase testCase)
    {
        try
        {
            _ = Engine;
            return Plan.TryFind(testCase.Key);
        }
        catch (PtmException)
        {
            return null;
        }
    }

    async Task ResultIsThereAsync(PlannedCase planned, int timeout, CancellationToken cancellationToken)
    {
        Task result = OnServer().ResultOf(planned);
        await result.WaitAsync(timeout > 0 ? TimeSpan.FromMilliseconds(timeout) : Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
