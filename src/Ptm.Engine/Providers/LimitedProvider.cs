using System.Globalization;
using System.Text.Json;
using Ptm.Engine.Providers.Limits;

namespace Ptm.Engine.Providers;

/// <summary>Holds a provider to a time limit a call and, where its profile asks, to what may be asked at once and within a minute in the whole process.</summary>
internal sealed class LimitedProvider : IPromptProvider, IDescribedProvider
{
    public static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(120);

    /// <summary>The longest limit that a profile can set.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);

    // As a rule of thumb for English; what was really used comes in its place after the call.
    const int LettersOfToken = 4;

    static readonly TimeSpan s_grace = TimeSpan.FromSeconds(0.5);

    readonly string _name;
    readonly IPromptProvider _inner;
    readonly TimeSpan _timeLimit;
    readonly CallLimits _limits;
    readonly TimeProvider _time;

    /// <exception cref="PtmException">A limit is out of range (PTM3004).</exception>
    public LimitedProvider(IPromptProvider inner, ProviderSettings settings, CallLimits limits, TimeProvider time)
    {
        (_inner, _name, _limits, _time) = (inner, settings.Name, limits, time);
        _timeLimit = TimeLimit(settings);
    }

    public string Type => (_inner as IDescribedProvider)?.Type ?? "code";

    public string? Model => (_inner as IDescribedProvider)?.Model;

    public IReadOnlyDictionary<string, JsonElement> Parameters => (_inner as IDescribedProvider)?.Parameters ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <exception cref="PtmException">It is out of range (PTM3004).</exception>
    public static TimeSpan TimeLimit(ProviderSettings settings) => settings.TimeoutSeconds switch
    {
        null => DefaultTimeLimit,
        > 0 and <= 86_400 and var seconds => TimeSpan.FromSeconds(seconds),
        var wrong => throw Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{settings.Name}': timeout_seconds must be above 0 and at most 86400, not {wrong.Value.ToString(CultureInfo.InvariantCulture)}.", settings.Location),
    };

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        long prompt = TokensOf(request.Prompt.Text);
        using CallLimits.CallPermit permit = await _limits.EnterAsync(prompt, LongestAnswer.In(Parameters), cancellationToken).ConfigureAwait(false);
        ModelOutput output = await CompleteInTimeAsync(request, cancellationToken).ConfigureAwait(false);
        permit.Used = output.Tokens?.Total ?? prompt + TokensOf(output.Text);
        return output;
    }

    static long TokensOf(string text) => 1 + (text.Length / LettersOfToken);

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
