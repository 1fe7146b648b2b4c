namespace Ptm.Engine.Providers;

/// <summary>
/// Calls the program under test. It runs off the caller's thread, because it may block; what it throws becomes an error that names it;
/// its latency is measured unless it reports one. Its cost is what it reports: a program that returns plain text has an unknown cost,
/// because only the program knows whether it called a model on the way.
/// </summary>
internal static class ProgramCall
{
    public static async Task<ModelOutput> RunAsync(
        string program, Func<ProviderRequest, CancellationToken, Task<ModelOutput?>> call, ProviderRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        ModelOutput? output;
        try
        {
            output = await Task.Run(() => call(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception thrown)
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"{program} threw {thrown.GetType().Name}: {thrown.Message}", inner: thrown);
        }

        return output switch
        {
            null => throw Fault.Of(DiagnosticCodes.ProviderFailed, $"{program} returned null; return a text, which may be empty."),
            { Text: null } => throw Fault.Of(DiagnosticCodes.ProviderFailed, $"{program} returned an output whose Text is null; return a text, which may be empty."),
            { Latency.Ticks: 0 } => output with { Latency = time.GetElapsedTime(start) },
            _ => output,
        };
    }
}
