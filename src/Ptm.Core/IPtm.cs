namespace Ptm;

/// <summary>Everything that can be asked of Prompt Test Manager, grouped by resource. The embedded engine is one, a client of a server another.</summary>
public interface IPtm
{
    /// <summary>Prompts and their test cases.</summary>
    IPtmPrompts Prompts { get; }

    /// <summary>Providers that prompts can name.</summary>
    IPtmProviders Providers { get; }

    /// <summary>Starting evaluations.</summary>
    IPtmEvaluations Evaluations { get; }

    /// <summary>Following runs and reading their results.</summary>
    IPtmRuns Runs { get; }
}

/// <summary>Prompts and their test cases.</summary>
public interface IPtmPrompts
{
    /// <summary>Lists prompts, ordered by id.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<PromptDefinition>> ListAsync(PromptFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>Reads one prompt with its test cases.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt (PTM3009), or its file is wrong.</exception>
    Task<PromptDefinition> GetAsync(string promptId, CancellationToken cancellationToken = default);

    /// <summary>Reads the test cases of one prompt.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt (PTM3009), or its file is wrong.</exception>
    Task<IReadOnlyList<TestCase>> GetTestsAsync(string promptId, CancellationToken cancellationToken = default);
}

/// <summary>Providers that prompts can name.</summary>
public interface IPtmProviders
{
    /// <summary>Lists providers, ordered by id.</summary>
    Task<IReadOnlyList<ProviderProfile>> ListAsync(CancellationToken cancellationToken = default);
}

/// <summary>Starting evaluations.</summary>
public interface IPtmEvaluations
{
    /// <summary>Starts an evaluation of prompts in the library and returns at once.</summary>
    /// <returns>The run, queued or running; follow it with <see cref="IPtmRuns.WaitAsync"/>.</returns>
    /// <exception cref="PtmException">A prompt or provider does not exist (PTM3009).</exception>
    Task<RunResult> RunAsync(EvalRequest request, CancellationToken cancellationToken = default);

    /// <summary>Starts an evaluation of a prompt that is given whole and returns at once.</summary>
    /// <param name="prompt">The prompt with its cases and providers.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <exception cref="PtmException">A provider does not exist (PTM3009).</exception>
    Task<RunResult> RunManualAsync(PromptDefinition prompt, CancellationToken cancellationToken = default);
}

/// <summary>Following runs and reading their results.</summary>
public interface IPtmRuns
{
    /// <summary>Lists runs, the newest first, without their results.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="terminalOnly">Only runs that have ended.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<RunResult>> ListAsync(int limit = 50, bool terminalOnly = false, CancellationToken cancellationToken = default);

    /// <summary>Reads one run with the results so far.</summary>
    /// <exception cref="PtmException">There is no such run (PTM3009).</exception>
    Task<RunResult> GetAsync(string runKey, CancellationToken cancellationToken = default);

    /// <summary>Waits until a run has ended, in whatever state.</summary>
    /// <param name="runKey">The run's key.</param>
    /// <param name="timeout">How long at most; null for 300 seconds.</param>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <exception cref="TimeoutException">The run had not ended in time.</exception>
    Task<RunResult> WaitAsync(string runKey, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a run; cases that have no result yet get none.</summary>
    Task CancelAsync(string runKey, CancellationToken cancellationToken = default);
}
