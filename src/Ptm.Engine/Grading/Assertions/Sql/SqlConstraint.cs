using Jint;

namespace Ptm.Engine.Grading.Assertions.Sql;

/// <summary>The time and the cancellation of the parse that an interpreter is at.</summary>
internal sealed class SqlConstraint : Constraint
{
    const int StatementsBetweenLooks = 64;

    long _end;
    int _statements;

    /// <summary>From the next call on; null leaves it the time that it takes.</summary>
    public TimeSpan? Limit { get; set; }

    public CancellationToken CancellationToken { get; set; }

    public override void Check()
    {
        if (++_statements % StatementsBetweenLooks != 0)
        {
            return;
        }

        CancellationToken.ThrowIfCancellationRequested();
        if (Environment.TickCount64 > _end)
        {
            throw new TimeoutException();
        }
    }

    public override void Reset()
    {
        _statements = 0;
        _end = Limit is { } limit ? Environment.TickCount64 + (long)limit.TotalMilliseconds : long.MaxValue;
    }
}
