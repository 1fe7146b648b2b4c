namespace Ptm.Engine.Optimizing;

/// <summary>What an optimization has done, on disk where it has to outlive the process, and the money it has left.</summary>
internal interface IOptimizationLog
{
    /// <summary>What was spent and what open calls may cost, in USD.</summary>
    decimal SpentUsd { get; }

    /// <summary>What was taken over from earlier optimizations; null for nothing.</summary>
    CarriedAnswers? Carried => null;

    /// <summary>What answers cost that were taken over and not asked for yet, in USD: so much of what is asked next may be free.</summary>
    decimal UnusedUsd => 0;

    /// <summary>Does a step once. Of a step that had ended before the process did, what it came to is returned, and nothing is done.</summary>
    /// <param name="name">The step, unique in the optimization, such as <c>cycle/3/rung/1</c>.</param>
    /// <param name="step">Does it. Whatever it decides by money or time is part of what it returns, so that it is decided once.</param>
    /// <param name="cancellationToken">Ends it; a step that did not end is not kept.</param>
    Task<T> StepAsync<T>(string name, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
        where T : OptimizationEvent;
}
