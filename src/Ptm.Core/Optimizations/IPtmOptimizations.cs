namespace Ptm;

/// <summary>Searching for a better prompt.</summary>
public interface IPtmOptimizations
{
    /// <summary>Starts an optimization and returns at once.</summary>
    /// <param name="promptId">The prompt to better.</param>
    /// <param name="request">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call, not the optimization.</param>
    /// <exception cref="PtmException">There is no such prompt or provider (404), or it cannot be optimized so (422).</exception>
    Task<Optimization> SubmitAsync(string promptId, OptimizationRequest? request = null, CancellationToken cancellationToken = default);

    /// <summary>Reads the prompt's newest optimization.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt, or it was never optimized (404).</exception>
    Task<Optimization> GetStatusAsync(string promptId, CancellationToken cancellationToken = default);

    /// <summary>Lists the prompt's optimizations, the newest first.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt (404).</exception>
    Task<IReadOnlyList<Optimization>> GetHistoryAsync(string promptId, CancellationToken cancellationToken = default);

    /// <summary>Reads one optimization.</summary>
    /// <param name="optimizationId">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such optimization (404).</exception>
    Task<Optimization> GetAsync(string optimizationId, CancellationToken cancellationToken = default);

    /// <summary>Ends an optimization; what it found stays.</summary>
    /// <param name="optimizationId">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such optimization (404).</exception>
    Task CancelAsync(string optimizationId, CancellationToken cancellationToken = default);

    /// <summary>Waits until the optimization that is the prompt's newest now has ended, in whatever state; one that is started meanwhile is not waited for.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="timeout">How long at most; null for 600 seconds.</param>
    /// <param name="pollInterval">How often to ask; null for 10 seconds.</param>
    /// <param name="cancellationToken">Ends the wait, not the optimization.</param>
    /// <exception cref="PtmException">There is no such prompt, or it was never optimized (404).</exception>
    /// <exception cref="PtmTimeoutException">It had not ended in time; it goes on.</exception>
    Task<Optimization> WaitAsync(string promptId, TimeSpan? timeout = null, TimeSpan? pollInterval = null, CancellationToken cancellationToken = default);

    /// <summary>Follows an optimization: what happened after <paramref name="after"/>, then what happens, until it has ended.</summary>
    /// <param name="optimizationId">Its id.</param>
    /// <param name="after">The number of the last event that was seen; 0 for all.</param>
    /// <param name="cancellationToken">Ends the call, not the optimization.</param>
    /// <exception cref="PtmException">There is no such optimization (404).</exception>
    IAsyncEnumerable<OptimizationProgress> FollowAsync(string optimizationId, long after = 0, CancellationToken cancellationToken = default);
}
