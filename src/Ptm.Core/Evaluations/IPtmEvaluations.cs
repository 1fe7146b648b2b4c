namespace Ptm;

/// <summary>Starting evaluations. Each returns at once, with the run queued or running; follow it with <see cref="IPtmRuns.WaitAsync"/>.</summary>
public interface IPtmEvaluations
{
    /// <summary>Starts an evaluation of prompts in the library.</summary>
    /// <param name="request">Which prompts on which providers.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <exception cref="PtmException">A prompt or provider does not exist (404), or there is no case to run (422).</exception>
    Task<RunResult> RunAsync(EvalRequest request, CancellationToken cancellationToken = default);

    /// <summary>Starts an evaluation of a prompt that is given whole.</summary>
    /// <param name="manual">The prompt with its cases and providers.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <exception cref="PtmException">A provider does not exist (404), or the prompt cannot be used (422).</exception>
    Task<RunResult> RunManualAsync(ManualEval manual, CancellationToken cancellationToken = default);
}
