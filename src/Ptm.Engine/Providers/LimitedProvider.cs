using System.Collections.Concurrent;
using System.Globalization;

namespace Ptm.Engine.Providers;

/// <summary>Holds a provider to a time limit a call and, where its profile asks, to a number of calls at once in the whole process.</summary>
internal sealed class LimitedProvider : IPromptProvider, IDescribedProvider
{
    public static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(120);

    /// <summary>The longest limit that a profile can set.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);

    static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    static readonly ConcurrentDictionary<string, SemaphoreSlim> s_slots = new(StringComparer.Ordinal);

    readonly string _name;
    readonly IPromptProvider _inner;
    readonly TimeSpan _timeLimit;
    readonly SemaphoreSlim? _slots;
    readonly TimeProvider _time;

    /// <exception cref="PtmException">A limit is out of range (PTM3004).</exception>
    public LimitedProvider(IPromptProvider inner, ProviderSettings settings, TimeProvider time)
    {
        (_inner, _name, _time) = (inner, settings.Name, time);
        if (settings.TimeoutSeconds is not (null or (> 0 and <= 86_400)))
        {
            throw Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{_name}': timeout_seconds must be above 0 and at most 86400, not {settings.TimeoutSeconds.Value.ToString(CultureInfo.InvariantCulture)}.", settings.Location);
        }

        if (settings.MaxConcurrency is < 1)
        {
            throw Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{_name}': max_concurrency must be 1 or more, not {settings.MaxConcurrency}.", settings.Location);
        }

        _timeLimit = settings.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultTimeLimit;
        _slots = settings.MaxConcurrency is { } slots
            ? s_slots.GetOrAdd($"{_name}\n{settings.Type}\n{settings.BaseUrl}\n{settings.Model}\n{slots}", _ => new SemaphoreSlim(slots))
            : null;
    }

    public string Type => (_inner as IDescribedProvider)?.Type ?? "code";

    public string? Model => (_inner as IDescribedProvider)?.Model;

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        if (_slots is null)
        {
            return await CompleteInTimeAsync(request, cancellationToken).ConfigureAwait(false);
        }

        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await CompleteInTimeAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    async Task<ModelOutput> CompleteInTimeAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeLimit = new(_timeLimit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeLimit.Token);
        Task<ModelOutput>? call = null;
        try
        {
            // WaitAsync, because a program under test may never look at its token.
            call = _inner.CompleteAsync(request, either.Token);
            return await call.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await EndAsync(call).ConfigureAwait(false);
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException canceled) when (timeLimit.IsCancellationRequested)
        {
            await EndAsync(call).ConfigureAwait(false);
            throw Fault.Of(
                DiagnosticCodes.ProviderTimeout,
                string.Create(CultureInfo.InvariantCulture, $"Provider '{_name}' did not answer within {_timeLimit.TotalSeconds:0.###} s; set timeout_seconds in its profile if it needs longer."),
                inner: canceled);
        }
    }
    // A call that heeds its token is awaited, so that nothing of it is at work when its case has ended; one that does not is left behind.
    static async Task EndAsync(Task? call)
    {
        if (call is not null)
        {
            await Task.WhenAny(call, Task.Delay(s_grace)).ConfigureAwait(false);
            _ = call.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
