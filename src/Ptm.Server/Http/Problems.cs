using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Ptm.Server.Http;

/// <summary>Turns what went wrong into problem details (RFC 9457). What is nobody's fault but ours is told by its id alone.</summary>
internal sealed class Problems(RequestDelegate next, Action<Diagnostic> warn)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            {
                await WriteAsync(context, context.Response.StatusCode, Unrouted(context)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            (int status, PtmProblem problem) = Describe(context, e);
            await WriteAsync(context, status, problem).ConfigureAwait(false);
        }
    }

    (int Status, PtmProblem Problem) Describe(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case PtmTimeoutException late:
                return (StatusCodes.Status504GatewayTimeout, Of(late) with { LastState = late.LastState, RunKey = late.Key });
            case PtmException known:
                return (known.Status is >= 400 and < 600 ? known.Status : StatusCodes.Status500InternalServerError, Of(known));
            case BadHttpRequestException bad:
                return (bad.StatusCode, Of(Refusal.Of(bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? DiagnosticCodes.LimitExceeded : DiagnosticCodes.RequestRefused, bad.Message)));
            default:
                warn(new(DiagnosticCodes.ServerFailed, DiagnosticSeverity.Warning, $"The request {context.TraceIdentifier} ({context.Request.Method} {context.GetEndpoint()?.DisplayName}) failed: {exception.GetType().Name}: {exception.Message}"));
                return (StatusCodes.Status500InternalServerError, Of(Refusal.Of(500, DiagnosticCodes.ServerFailed, $"The server failed. Its log tells more under {context.TraceIdentifier}.")));
        }
    }

    // In the framework's words and without a code: that is how a client tells a route that a server does not have from a resource that it does not have.
    static PtmProblem Unrouted(HttpContext context) => new() { Detail = ReasonPhrases.GetReasonPhrase(context.Response.StatusCode) };

    static PtmProblem Of(PtmException exception) => new()
    {
        Detail = string.Join('\n', exception.Diagnostics.Select(finding => finding.Location is null ? finding.Message : $"{finding.Location}: {finding.Message}")),
        Code = exception.Diagnostics[0].Code,
        Errors = [.. exception.Diagnostics.Select(finding => finding with { Location = null })],
    };

    static Task WriteAsync(HttpContext context, int status, PtmProblem problem)
    {
        context.Response.Clear();
        ServerHeaders.Add(context);
        if (status is StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status507InsufficientStorage)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return Bodies.WriteAsync(
            context,
            problem with { Status = status, Title = problem.Title ?? ReasonPhrases.GetReasonPhrase(status), RequestId = context.TraceIdentifier },
            status,
            MediaTypeNames.Application.ProblemJson);
    }
}
