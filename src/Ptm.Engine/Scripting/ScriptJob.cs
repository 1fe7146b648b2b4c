namespace Ptm.Engine.Scripting;

/// <summary>A call on its way through the sandbox; whoever finishes it first decides its result.</summary>
internal sealed class ScriptJob(ScriptCall call)
{
    readonly TaskCompletionSource<ScriptValue> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScriptCall Call { get; } = call;

    public Task<ScriptValue> Task => _completion.Task;

    public bool IsFinished => _completion.Task.IsCompleted;

    /// <summary>When its thread took it, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    public long StartedAt { get; set; }

    /// <summary>True once the job's thread has come back from it; set under the sandbox's lock.</summary>
    public bool HasReturned { get; set; }

    /// <summary>True once the job's thread has been given up.</summary>
    public bool IsAbandoned { get; private set; }

    public void Complete(ScriptValue value) => _completion.TrySetResult(value);

    public void Fail(Exception error) => _completion.TrySetException(error);

    public void Cancel(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);

    public void Abandon()
    {
        IsAbandoned = true;
        Fail(new ScriptException("the script could not be stopped in time; its thread was given up"));
    }
}
