using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>
/// The time and the stack that one evaluation of a schema may take. A reference can multiply the work and go ever deeper,
/// and the library looks at neither, so that the keywords which can do this ask here first.
/// </summary>
internal sealed class SchemaEffort(TimeSpan time, CancellationToken cancellationToken)
{
    [ThreadStatic]
    static SchemaEffort? s_current;

    readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Evaluates on this thread within these bounds.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    /// <exception cref="InsufficientExecutionStackException">It went too deep.</exception>
    public T Run<T>(Func<T> evaluate)
    {
        SchemaEffort? outer = s_current;
        s_current = this;
        try
        {
            return evaluate();
        }
        finally
        {
            s_current = outer;
        }
    }

    /// <summary>Asks whether there is time and stack for more.</summary>
    public static void Ask()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        s_current?.AskForTime();
    }

    void AskForTime()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Stopwatch.GetElapsedTime(_start) > time)
        {
            throw new TimeoutException();
        }
    }
}
