using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Ptm.Engine;
using Ptm.Engine.Running;
using Ptm.Xunit.Discovery;
using Ptm.Xunit.Libraries;
using Xunit.Sdk;
using Xunit.v3;
using TestRunSummary = Xunit.v3.RunSummary;

namespace Ptm.Xunit.Running;

/// <summary>
/// One run of a theory's selected cases. They all start when the first is asked for, as many at once as the process and their config allow;
/// each is handed to the framework as it is asked for.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore whose wait handle nobody asks for holds nothing.")]
internal sealed class MethodRun
{
    readonly IReadOnlyList<PromptTestCase> _cases;
    readonly PtmPromptTheoryAttribute _theory;
    readonly Assembly _testAssembly;
    readonly bool _concurrent;
    readonly Lazy<PlannedCases> _plan;
    readonly Lazy<bool> _runsUserCode;
    readonly Lazy<SingleCases> _evaluations;
    readonly MethodGate? _gate;
    readonly SemaphoreSlim? _turn;
    readonly Lock _lock = new();
    readonly HashSet<PromptTestCase> _counted = [];
    Dictionary<PromptTestCase, Task<TestRunSummary>>? _started;
    ServerBatch? _onServer;
    CancellationToken _ending;

    /// <param name="method">The theory's method.</param>
    /// <param name="theory">The theory.</param>
    /// <param name="cases">The selected cases; none where its gate alone was selected.</param>
    public MethodRun(IXunitTestMethod method, PtmPromptTheoryAttribute theory, IReadOnlyList<PromptTestCase> cases)
    {
        _cases = cases;
        _theory = theory;
        _testAssembly = method.TestClass.Class.Assembly;
        _concurrent = !theory.DisableParallelization
            && !method.DisableParallelization
            && !method.TestClass.DisableParallelization
            && !method.TestClass.TestCollection.DisableParallelization
            && method.TestClass.TestCollection.TestAssembly.ParallelMode != ParallelMode.None;
        _plan = new(() => PlannedCases.Read(TheorySource.Of(method, theory)));
        _runsUserCode = new(() => !MethodShape.IsEmpty(method.Method) || SetupHasCode());
        _evaluations = new(() => Engine.BeginCases(Plan.Selection, Plan.Threshold));
        _gate = TheoryGate.IsOn(theory) && cases.Count > 0 ? new(cases.Count, ReadGate, ReadLibrary) : null;
        _turn = _concurrent || _gate is null ? null : new(1);
        for (int position = 0; _gate is not null && position < cases.Count; position++)
        {
            cases[position].Position = position;
        }
    }

    /// <summary>The prompts as they are now: a file may have changed since the tests were listed.</summary>
    /// <exception cref="PtmException">A file is wrong.</exception>
    public PlannedCases Plan => _plan.Value;

    /// <summary>The folder that paths in messages are relative to.</summary>
    public string Folder => Plan.Folder;

    /// <summary>Whether the method does something, or its assembly gives the engine code of its own.</summary>
    public bool RunsUserCode => _runsUserCode.Value;

    /// <exception cref="PtmException">The assembly's set-up is wrong.</exception>
    public PtmEngine Engine => Plan.Library.For(_testAssembly);

    /// <summary>Evaluates a case: in this process, or with all the others of the run on the server that the environment names.</summary>
    /// <exception cref="PtmException">The server could not be asked.</exception>
    public async Task<CaseResult> EvaluateAsync(PlannedCase planned, CancellationToken cancellationToken) => Engine.IsLocal(planned)
        ? await _evaluations.Value.EvaluateAsync(planned, cancellationToken).ConfigureAwait(false)
        : await OnServer().ResultOf(planned).WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Gives back the place of a case that was evaluated and whose body has ended, and counts its result towards the gate.</summary>
    /// <param name="testCase">The case.</param>
    /// <param name="planned">The same, as the files have it; null where they have it no more.</param>
    /// <param name="result">Its result; null where there is none.</param>
    /// <param name="isSkipped">Whether the body skipped it.</param>
    public void End(PromptTestCase testCase, PlannedCase? planned, CaseResult? result, bool isSkipped)
    {
        testCase.Slot?.Dispose();
        if (isSkipped)
        {
            _gate?.LeaveOut(testCase.Position);
        }
        else if (planned is null || result is null)
        {
            _gate?.Lose(testCase.Position);
        }
        else
        {
            _gate?.Add(testCase.Position, planned, result);
        }
    }

    /// <summary>Whether the gate over all cases is open, once they have ended; without a gate no failure is tolerated.</summary>
    public async Task<bool> ToleratesFailuresAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _gate is not null && (await _gate.Verdict.WaitAsync(cancellationToken).ConfigureAwait(false)).Result.Violations.Count == 0;
        }
        catch (Exception e) when (e is PtmException or OperationCanceledException)
        {
            // The gate's own test says why.
            return false;
        }
    }

    /// <summary>What the gate says once the selected cases have ended.</summary>
    /// <exception cref="PtmException">The baseline or a file is wrong.</exception>
    public Task<MethodVerdict> VerdictAsync(CancellationToken cancellationToken) =>
        _gate is null ? EvaluateAllAsync(cancellationToken) : _gate.Verdict.WaitAsync(cancellationToken);

    public async ValueTask<TestRunSummary> RunAsync(PromptTestCase testCase, Func<TheoryTestCase, ValueTask<TestRunSummary>> run, CancellationToken cancellationToken)
    {
        _ending = cancellationToken;
        if (!_concurrent && _gate is null)
        {
            TestRunSummary alone = await RunInSlotAsync(testCase, run, Task.CompletedTask, cancellationToken).ConfigureAwait(false);
            await (cancellationToken.IsCancellationRequested ? EndOnServerAsync() : Task.CompletedTask).ConfigureAwait(false);
            return alone;
        }

        Dictionary<PromptTestCase, Task<TestRunSummary>> started = Start(run, cancellationToken);
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

    public async ValueTask<TestRunSummary> RunGateAsync(GateTestCase gate, Func<TheoryTestCase, ValueTask<TestRunSummary>> run, CancellationToken cancellationToken)
    {
        _ending = cancellationToken;
        if (_gate is not null)
        {
            Start(run, cancellationToken);
        }

        TestRunSummary summary = await run(gate).ConfigureAwait(false);
        await (cancellationToken.IsCancellationRequested ? EndOnServerAsync() : Task.CompletedTask).ConfigureAwait(false);
        return summary;
    }

    Dictionary<PromptTestCase, Task<TestRunSummary>> Start(Func<TheoryTestCase, ValueTask<TestRunSummary>> run, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // A case that fails waits for the gate, so that with one the next has to start before it has ended, also where they run one after another.
            return _started ??= _cases.ToDictionary(one => one, one =>
            {
                Task itsTurn = _turn?.WaitAsync(cancellationToken) ?? Task.CompletedTask;
                return Task.Run(() => RunInSlotAsync(one, run, itsTurn, cancellationToken), CancellationToken.None);
            });
        }
    }

    bool SetupHasCode()
    {
        try
        {
            return EngineSetup.HasCode(_testAssembly);
        }
        catch (PtmException)
        {
            // Every case reports the error by itself.
            return true;
        }
    }

    EvalPlan ReadLibrary() => Plan.Library.Prompts.PlanOnAny(new());

    Gate ReadGate() => TheoryGate.Read(_theory, Folder);

    // The gate was selected alone: its cases are evaluated, and no test of theirs is reported.
    async Task<MethodVerdict> EvaluateAllAsync(CancellationToken cancellationToken)
    {
        PlannedCase[] all = [.. Plan.All];
        MethodGate gate = new(all.Length, ReadGate, ReadLibrary);
        using SemaphoreSlim turn = new(_concurrent ? Math.Max(1, all.Length) : 1);
        await Task.WhenAll(all.Select(async (planned, position) =>
        {
            using CaseSlot slot = new();
            try
            {
                await slot.EnterAsync(turn, cancellationToken).ConfigureAwait(false);
                await CaseLimiter.EnterAsync(slot, _testAssembly, Engine.IsLocal(planned) ? Engine.AtOnce(planned) : null, cancellationToken).ConfigureAwait(false);
                gate.Add(position, planned, await EvaluateAsync(planned, cancellationToken).ConfigureAwait(false));
            }
            finally
            {
                gate.Lose(position);
            }
        })).ConfigureAwait(false);
        return await gate.Verdict.ConfigureAwait(false);
    }

    ServerBatch OnServer()
    {
        lock (_lock)
        {
            IEnumerable<PlannedCase> cases = _cases.Count == 0 ? Plan.All : _cases.Select(one => Plan.TryFind(one.Key)).OfType<PlannedCase>();
            return _onServer ??= Engine.StartOnServer(new([.. cases]), _ending) ?? throw new InvalidOperationException("There is no server.");
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
        lock (_lock)
        {
            return _counted.Add(testCase);
        }
    }

    async Task<TestRunSummary> RunInSlotAsync(PromptTestCase testCase, Func<TheoryTestCase, ValueTask<TestRunSummary>> run, Task itsTurn, CancellationToken cancellationToken)
    {
        using CaseSlot slot = testCase.Slot = new();
        try
        {
            await itsTurn.ConfigureAwait(false);
            if (_turn is not null)
            {
                slot.Hold(_turn);
            }

            PlannedCase? planned = PlannedOrNull(testCase);
            bool isOnServer = planned is not null && !Engine.IsLocal(planned);
            if (isOnServer && testCase.MayRun)
            {
                // A case that a server evaluates takes no place while it waits, or the results of those behind it would wait too.
                await ResultIsThereAsync(planned!, testCase.Timeout, cancellationToken).ConfigureAwait(false);
            }

            await CaseLimiter.EnterAsync(slot, _testAssembly, planned is null || isOnServer ? null : Engine.AtOnce(planned), cancellationToken).ConfigureAwait(false);
            return cancellationToken.IsCancellationRequested ? default : await run(testCase).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return default;
        }
        finally
        {
            // Of a case that ended by itself this says nothing more.
            End(testCase, null, null, isSkipped: testCase.SkipReason is not null);
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
