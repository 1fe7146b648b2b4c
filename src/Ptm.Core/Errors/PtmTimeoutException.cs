namespace Ptm;

/// <summary>What was waited for had not ended in time. It goes on: wait again, or cancel it.</summary>
public sealed class PtmTimeoutException : PtmException
{
    /// <summary>An error that names what was waited for.</summary>
    /// <param name="message">What was waited for, for how long, and how far it was.</param>
    /// <param name="key">Key of the run, or id of the optimization.</param>
    /// <param name="lastState">The last state seen; null when none was.</param>
    /// <param name="inner">What kept the state from being read; null for none.</param>
    public PtmTimeoutException(string message, string key, RunState? lastState, Exception? inner = null)
        : base(new Diagnostic(DiagnosticCodes.WaitTimeout, DiagnosticSeverity.Error, message), inner)
    {
        Key = key;
        LastState = lastState;
    }

    /// <summary>Key of the run, or id of the optimization.</summary>
    public string Key { get; }

    /// <summary>The last state seen; null when none was.</summary>
    public RunState? LastState { get; }
}
