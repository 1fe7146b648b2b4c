using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Ptm.Client.Http;

/// <summary>When a call is tried again, and after how long. 429 and 503: always, when the server asks for. Other failures of the server or the connection: a call that is the same done twice.</summary>
internal static class CallRetries
{
    static readonly ResiliencePropertyKey<Call> s_call = new("ptm.call");

    public static ResiliencePipeline<Answer> Create(PtmClientOptions options)
    {
        ResiliencePipelineBuilder<Answer> builder = new() { TimeProvider = options.TimeProvider };
        builder.AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = arguments => new((options.Timeout + CallOf(arguments.Context).Work) * options.MaxAttempts) });
        if (options.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<Answer>
            {
                MaxRetryAttempts = options.MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(Math.Min(500, options.Timeout.TotalMilliseconds / 4)),
                MaxDelay = options.Timeout,
                ShouldHandle = arguments => new(IsWorthwhile(arguments.Outcome, CallOf(arguments.Context), options.Timeout)),
                DelayGenerator = arguments => new(arguments.Outcome.Result?.RetryAfter),
            });
        }

        return builder.AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = arguments => new(options.Timeout + CallOf(arguments.Context).Work) }).Build();
    }

    public static void Attach(ResilienceContext context, Call call) => context.Properties.Set(s_call, call);

    static Call CallOf(ResilienceContext context) => context.Properties.GetValue(s_call, null!);

    static bool IsWorthwhile(Outcome<Answer> outcome, Call call, TimeSpan limit)
    {
        if (outcome.Result is not { } answer)
        {
            return call.IsRepeatable && (PtmHttp.IsBroken(outcome.Exception) || outcome.Exception is TimeoutRejectedException);
        }

        return answer.Status switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => answer.RetryAfter is null || answer.RetryAfter <= limit,
            HttpStatusCode.RequestTimeout or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout =>
                // Our own "had not ended in time" is an answer, and asking again would only wait again.
                call.IsRepeatable && answer.Problem()?.Code is not DiagnosticCodes.WaitTimeout,
            _ => false,
        };
    }
}
