using System.Runtime.ExceptionServices;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>A thread with a stack of known size, for work that goes deeper than the pool's threads may have room for.</summary>
internal static class DeepThread
{
    const int StackSize = 16 * 1024 * 1024;

    public static T Run<T>(Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? fault = null;
        Thread thread = new(Work, StackSize) { IsBackground = true, Name = "Ptm schema" };
        thread.Start();
        thread.Join();
        fault?.Throw();
        return result!;

        void Work()
        {
            try
            {
                result = work();
            }
#pragma warning disable CA1031 // Whatever it is, it is thrown where the work was asked for.
            catch (Exception error)
            {
                fault = ExceptionDispatchInfo.Capture(error);
            }
#pragma warning restore CA1031
        }
    }
}
