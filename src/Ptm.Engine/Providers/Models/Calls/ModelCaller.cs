using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Ptm.Engine.Providers.Limits;

namespace Ptm.Engine.Providers.Models.Calls;

/// <summary>A whole answer.</summary>
/// <param name="Json">The answer.</param>
/// <param name="Reply">What it says.</param>
/// <param name="Latency">How long the attempt took that was answered; retries and waits are not in it.</param>
/// <param name="Retries">How many attempts went before it.</param>
internal sealed record AnsweredCall(JsonElement Json, ModelReply Reply, TimeSpan Latency, int Retries);

/// <summary>
/// Sends a request to a service, again where it may help, and lets only a whole answer through. Everything else becomes an error
/// with method, address, status and the beginning of the body, and without keys.
/// </summary>
internal sealed class ModelCaller(string provider, SecretTexts secrets, CallLimits limits, int? retries, TimeProvider time)
{
    const string RepeatedKey = "repeated the API key in its answer, which is neither shown nor recorded";

    /// <summary>How often a request is sent again after a lost connection or an error of the service.</summary>
    const int Retries = 3;

    /// <summary>How often it is sent again to a service that was asked too much.</summary>
    const int RetriesWhenBusy = 10;

    const int BodyShown = 200;

    static readonly TimeSpan s_firstWait = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(8);

    // A redirect is not followed: it would carry the key elsewhere.
    static readonly HttpClient s_client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>A number from 0 to 1, by which waits of several calls come apart.</summary>
    public Func<double> Jitter { get; init; } = static () => RandomNumberGenerator.GetInt32(1_001) / 1_000.0;

    /// <param name="message">Makes the request anew for each attempt.</param>
    /// <param name="read">Reads an answer.</param>
    /// <param name="answerName">What a whole answer is, for messages.</param>
    /// <param name="fold">Puts an answer in pieces together; null where none was asked for.</param>
    /// <param name="left">How much of the call's time is left.</param>
    /// <param name="attempts">Asked before each attempt; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PtmException">There was no answer (PTM4001), or the service asks to wait longer than there is time (PTM4002).</exception>
    public async Task<AnsweredCall> SendAsync(
        Func<CancellationToken, ValueTask<HttpRequestMessage>> message, Func<JsonElement, ModelReply> read, string answerName, Func<StreamFold>? fold, Func<TimeSpan> left, ICallAttempts? attempts,
        CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            if (attempts is not null)
            {
                await attempts.BeginAsync(cancellationToken).ConfigureAwait(false);
            }

            Attempt made = await TryAsync(message, read, answerName, fold, cancellationToken).ConfigureAwait(false);
            if (made.Answer is { } answered)
            {
                return answered with { Retries = attempt };
            }

            if (attempts is not null)
            {
                await attempts.FailedAsync(made.MayBeCharged).ConfigureAwait(false);
            }

            if (made.Problem is not { } problem || attempt >= (retries ?? (made.IsBusy ? RetriesWhenBusy : Retries)) || !made.MayPass)
            {
                string after = attempt == 0 ? "" : $" (after {attempt + 1} attempts)";
                string asks = made is { MayPass: true, Wait: { } told } ? string.Create(CultureInfo.InvariantCulture, $". It asks to wait {told.TotalSeconds:0.###} s") : "";
                throw Fault.Of(DiagnosticCodes.ProviderFailed, $"{made.Problem}{after}{asks}.");
            }

            if (made.Wait is { } asked && asked >= left())
            {
                throw Fault.Of(
                    DiagnosticCodes.ProviderTimeout,
                    string.Create(CultureInfo.InvariantCulture, $"{problem}. It asks to wait {asked.TotalSeconds:0.###} s, which is longer than the {Math.Max(0, left().TotalSeconds):0.###} s that are left of the call's time; raise timeout_seconds, or ask for less at once (max_concurrency, requests_per_minute)."));
            }

            TimeSpan remaining = left();
            TimeSpan wait = limits.Again(made.Wait ?? Backoff(attempt), remaining);
            if (wait >= remaining)
            {
                throw Fault.Of(DiagnosticCodes.ProviderFailed, $"{problem} (after {attempt + 1} attempts, and there is no time for another).");
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    TimeSpan Backoff(int attempt)
    {
        TimeSpan wait = s_firstWait * Math.Pow(2, attempt);
        return (wait < s_longestWait ? wait : s_longestWait) * (0.5 + (0.5 * Jitter()));
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a connection throws is told, and not kept as inner exception: its text is not ours to vouch for.")]
    async Task<Attempt> TryAsync(
        Func<CancellationToken, ValueTask<HttpRequestMessage>> make, Func<JsonElement, ModelReply> read, string answerName, Func<StreamFold>? fold, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = await make(cancellationToken).ConfigureAwait(false);
        long start = time.GetTimestamp();
        string body = "";
        try
        {
            using HttpResponseMessage response = await s_client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            try
            {
                JsonElement? answer;
                if (response.IsSuccessStatusCode && fold is not null && AnswerBody.IsInPieces(response))
                {
                    answer = await AnswerBody.ReadPiecesAsync(response, fold(), cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    body = await AnswerBody.ReadTextAsync(response, cancellationToken).ConfigureAwait(false);
                    if (!response.IsSuccessStatusCode)
                    {
                        return Failed(message, $"answered {status} {response.ReasonPhrase}".TrimEnd() + Shown(body), status, body, RetryAdvice.Wait(response.Headers, body, time.GetUtcNow()));
                    }

                    answer = AnswerBody.Parse(body);
                }

                TimeSpan latency = time.GetElapsedTime(start);
                ModelReply reply = read(answer ?? throw new AnswerException(""));
                return secrets.AreIn(body) || secrets.AreIn(answer.Value) || secrets.AreIn(reply)
                    ? throw new AnswerException(RepeatedKey) { Body = "" }
                    : new Attempt { Answer = new(answer.Value, reply, latency, 0) };
            }
            catch (AnswerException none)
            {
                string what = none.Message.Length > 0 ? $"answered {status}, but {none.Message}" : $"answered {status}, but no {answerName}";
                return Failed(message, (none.Message == RepeatedKey ? RepeatedKey : what + Shown(none.Body ?? body)), none.Status, none.Body ?? body, RetryAdvice.Wait(response.Headers, none.Body ?? body, time.GetUtcNow()));
            }
        }
        catch (Exception thrown) when (thrown is not PtmException && !cancellationToken.IsCancellationRequested)
        {
            HttpRequestError? failure = (thrown as HttpRequestException)?.HttpRequestError;
            bool mayPass = thrown is IOException || failure is not (null or HttpRequestError.SecureConnectionError or HttpRequestError.ConfigurationLimitExceeded);
            bool neverArrived = failure is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
            return new Attempt { Problem = Told(message, $"got no answer: {Reason(thrown)}"), MayPass = mayPass, MayBeCharged = !neverArrived };
        }
    }

    Attempt Failed(HttpRequestMessage message, string what, int? status, string body, TimeSpan? wait) => new()
    {
        Problem = Told(message, what),
        MayPass = status is { } known && RetryAdvice.MayPass(known, body),
        IsBusy = status is { } busy && RetryAdvice.IsBusy(busy),
        MayBeCharged = status is not { } refused || RetryAdvice.MayBeCharged(refused),
        Wait = wait,
    };

    string Told(HttpRequestMessage message, string what) => $"Provider '{provider}': {message.Method} {secrets.TakenOutOf(WithoutSecrets(message.RequestUri))} {secrets.TakenOutOf(what).TrimEnd('.')}";

    string Shown(string body)
    {
        // The key is taken out before the cut, which could leave half of it.
        string text = string.Join(' ', secrets.TakenOutOf(body).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length == 0 ? " with an empty body" : ": " + Grading.Quote.Cut(text, BodyShown);
    }

    static string Reason(Exception thrown)
    {
        Exception root = thrown.GetBaseException();
        return ReferenceEquals(thrown, root) ? thrown.Message : $"{thrown.Message} {root.Message}";
    }

    static string WithoutSecrets(Uri? uri) => uri?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) ?? "";

    sealed record Attempt
    {
        public AnsweredCall? Answer { get; init; }

        public string? Problem { get; init; }

        public bool MayPass { get; init; }

        public bool IsBusy { get; init; }

        public bool MayBeCharged { get; init; }

        public TimeSpan? Wait { get; init; }
    }
}
