using System.Globalization;
using Ptm.Engine.Library;
using Ptm.Engine.Running.Sessions;

namespace Ptm.Engine.Running;

/// <summary>How long a case may take by its config.</summary>
/// <param name="Time">From now; zero when the run's time is over.</param>
/// <param name="Reason">What the case's error says once it is over.</param>
internal sealed record CaseTime(TimeSpan Time, string Reason)
{
    // A timer may end a case by so much before the clock says so; the next case would then still have that moment.
    static readonly TimeSpan s_timerResolution = TimeSpan.FromMilliseconds(16);

    /// <summary>Null where the config sets no limit.</summary>
    public static CaseTime? Left(RunRules rules, RunSession session, TimeProvider time)
    {
        CaseTime? ofRun = rules.RunTime is { } all ? new(Rest(all - session.Elapsed(time)), $"The run took longer than the {Milliseconds(all)} ms of evaluateOptions.maxEvalTimeMs.") : null;
        CaseTime? ofCase = rules.CaseTime is { } one ? new(one, $"The case took longer than the {Milliseconds(one)} ms of evaluateOptions.timeoutMs.") : null;
        return ofRun is null || ofRun.Time > ofCase?.Time ? ofCase : ofRun;
    }

    static TimeSpan Rest(TimeSpan time) => time > s_timerResolution ? time : TimeSpan.Zero;

    static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);
}
