namespace Ptm;

/// <summary>Following runs and reading their results.</summary>
public interface IPtmRuns
{
    /// <summary>Lists runs, the newest first, without their results.</summary>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="terminalOnly">Only runs that have ended.</param>
    /// <param name="mineOnly">Only runs that the caller started.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException"><paramref name="limit"/> is out of range (422).</exception>
    Task<IReadOnlyList<RunResult>> ListAsync(int limit = 50, bool terminalOnly = false, bool mineOnly = false, CancellationToken cancellationToken = default);

    /// <summary>Reads one run with the results so far.</summary>
    /// <param name="runKey">The run's key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such run (404).</exception>
    Task<RunResult> GetAsync(string runKey, CancellationToken cancellationToken = default);

    /// <summary>Waits until a run has ended, in whatever state, and reads it with its results.</summary>
    /// <param name="runKey">The run's key.</param>
    /// <param name="timeout">How long at most; null for 300 seconds.</param>
    /// <param name="pollInterval">How often to ask where the run's events cannot be followed; null for 5 seconds.</param>
    /// <param name="progress">Told each result as it comes, and each change of state; null for nobody.</param>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <exception cref="PtmException">There is no such run (404), or the time or interval is out of range (422): more than 0, to 24 days and to a day.</exception>
    /// <exception cref="PtmTimeoutException">The run had not ended in time; it goes on.</exception>
    Task<RunResult> WaitAsync(string runKey, TimeSpan? timeout = null, TimeSpan? pollInterval = null, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Follows a run: what happened after <paramref name="after"/>, then what happens, and last the state in which the run ended.</summary>
    /// <param name="runKey">The run's key.</param>
    /// <param name="after">The last <see cref="RunProgress.Sequence"/> that was seen; 0 for everything.</param>
    /// <param name="cancellationToken">Ends the following, not the run.</param>
    /// <exception cref="PtmException">There is no such run (404).</exception>
    IAsyncEnumerable<RunProgress> FollowAsync(string runKey, long after = 0, CancellationToken cancellationToken = default);

    /// <summary>Writes a run's report.</summary>
    /// <param name="runKey">The run's key.</param>
    /// <param name="format">In which format.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such run (404).</exception>
    Task<string> ReportAsync(string runKey, ReportFormat format = ReportFormat.Html, CancellationToken cancellationToken = default);

    /// <summary>Ends a run; cases that have no result yet get none. A run that has ended stays as it is.</summary>
    /// <param name="runKey">The run's key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such run (404).</exception>
    Task CancelAsync(string runKey, CancellationToken cancellationToken = default);
}
