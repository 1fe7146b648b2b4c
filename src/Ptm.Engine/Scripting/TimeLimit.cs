using Jint;

namespace Ptm.Engine.Scripting;

/// <summary>A script's time limit by the clock. The interpreter's own one starts a timer for each script, which costs more than most scripts do.</summary>
internal sealed class TimeLimit(TimeSpan limit) : Constraint
{
    const int StatementsBetweenLooks = 32;

    long _end;
    int _statements;

    public override void Check()
    {
        if (++_statements % StatementsBetweenLooks == 0 && Environment.TickCount64 > _end)
        {
            throw new TimeoutException();
        }
    }

    public override void Reset()
    {
        _statements = 0;
        _end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
    }
}
