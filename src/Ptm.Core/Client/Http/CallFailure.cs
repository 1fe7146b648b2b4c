using System.Globalization;
using System.Net;
using System.Security.Authentication;
using Polly.Timeout;

namespace Ptm.Client.Http;

/// <summary>Makes the exceptions of calls that failed. The token is in none of their texts.</summary>
internal sealed class CallFailure(string token, PtmClientOptions options)
{
    const int MostOfABody = 200;
    const int MostOfADetail = 4_000;

    readonly string _escaped = Uri.EscapeDataString(token);

    /// <summary>The server answered with another status than 2xx.</summary>
    public PtmException Refused(Call call, Answer answer)
    {
        PtmProblem? problem = answer.Problem();
        int status = (int)answer.Status;
        FailedRequest request = Request(call, answer, problem);
        if (problem is { Code: DiagnosticCodes.WaitTimeout })
        {
            return new PtmTimeoutException(Redact(problem.Detail ?? "It had not ended in time."), problem.RunKey ?? "", problem.LastState) { Request = request };
        }

        if (problem is { Errors.Count: > 0 })
        {
            return new([.. problem.Errors.Select(error => error with { Message = Redact(error.Message) })], null) { Status = status, Request = request };
        }

        string code = problem?.Code is { Length: > 0 } told && told.StartsWith("PTM", StringComparison.Ordinal) ? told : CodeOf(answer.Status);
        string said = Redact(problem?.Detail ?? problem?.Title ?? (answer.Body.IsEmpty ? "the answer is empty" : $"the answer begins \"{request.Body}\""));
        string message = call.Route.Since is { } since && IsRouteMissing(answer, problem)
            ? $"{call.Route.Operation} needs PTM >= {since}, and this server does not have it"
            : status is >= 300 and < 400
                ? $"the server sends elsewhere ({Host(answer.Redirect)}), where the token is not sent. Set the address of the server itself"
                : status == 401
                    ? $"the token is not accepted: {said}"
                    : answer.RetryAfter > options.Timeout
                        ? $"the server asks to wait {Seconds(answer.RetryAfter.Value)}, and a call may take {Seconds(options.Timeout)}: {said}"
                        : said;
        code = call.Route.Since is not null && IsRouteMissing(answer, problem) ? DiagnosticCodes.ServerTooOld : code;
        return Fail(code, $"{call.Route.Method} {request.Url} answered {status}: {message}", status, request);
    }

    /// <summary>The server answered 2xx with what cannot be read.</summary>
    public PtmException Unreadable(Call call, Answer answer, string why)
    {
        FailedRequest request = Request(call, answer, answer.Problem());
        return Fail(
            DiagnosticCodes.ServerFailed,
            $"{call.Route.Method} {request.Url} answered {(int)answer.Status} with what cannot be read: {Redact(why).TrimEnd('.')}. It begins \"{request.Body}\". Is this a PTM server? Other paths than ours: see {PtmRoutes.EnvironmentVariable}",
            (int)answer.Status,
            request);
    }

    /// <summary>The answer is longer than it may be.</summary>
    public PtmException TooLong(Call call, int status)
    {
        FailedRequest request = Request(call);
        return Fail(DiagnosticCodes.ServerFailed, $"{call.Route.Method} {request.Url} answered with more than {options.MaxResponseBytes.ToString("N0", CultureInfo.InvariantCulture)} bytes, which is the limit (MaxResponseBytes)", status, request);
    }

    /// <summary>There was no answer, or not all of it.</summary>
    public PtmException Unreachable(Call call, Exception e)
    {
        FailedRequest request = Request(call);
        string why = e switch
        {
            TimeoutRejectedException or OperationCanceledException => $"there was no answer within {Seconds(options.Timeout + call.Work)}",
            { InnerException: AuthenticationException inner } => $"the server's certificate is not trusted: {inner.Message.TrimEnd('.')}. For a machine of your own, {PtmConnection.SslVerifyVariable}=false",
            _ => e.Message.TrimEnd('.'),
        };
        string tries = call.Attempts > 1 ? string.Create(CultureInfo.InvariantCulture, $" (tried {call.Attempts} times)") : "";
        return Fail(DiagnosticCodes.Unreachable, $"{call.Route.Method} {request.Url} failed{tries}: {why}", 0, request, e);
    }

    // A server that does not know a route says so in its framework's words; one that does not know the resource names it. 405: the path is another route's.
    static bool IsRouteMissing(Answer answer, PtmProblem? problem) =>
        answer.Status is HttpStatusCode.MethodNotAllowed
        || (answer.Status is HttpStatusCode.NotFound && problem?.Code is null && (problem?.Detail is null || string.Equals(problem.Detail, "Not Found", StringComparison.OrdinalIgnoreCase)));

    static string CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => DiagnosticCodes.NotFound,
        HttpStatusCode.Forbidden => DiagnosticCodes.Forbidden,
        HttpStatusCode.Conflict => DiagnosticCodes.Conflict,
        HttpStatusCode.NotImplemented => DiagnosticCodes.NotImplemented,
        >= HttpStatusCode.InternalServerError => DiagnosticCodes.ServerFailed,
        _ => DiagnosticCodes.RequestRefused,
    };

    FailedRequest Request(Call call, Answer? answer = null, PtmProblem? problem = null) => new()
    {
        Method = call.Route.Method,
        Url = Redact(call.Url),
        Title = problem?.Title is { } title ? Redact(title) : null,
        Detail = problem?.Detail is { } detail ? Redact(detail) : null,
        Body = answer is null || answer.Body.IsEmpty ? null : Beginning(Redact(answer.Beginning(MostOfADetail * 4))),
        RequestId = (answer?.RequestId ?? problem?.RequestId) is { } id ? CaseName.OneLine(Redact(id)) : null,
        Attempts = Math.Max(1, call.Attempts),
    };

    static PtmException Fail(string code, string message, int status, FailedRequest request, Exception? inner = null) =>
        new(new Diagnostic(code, DiagnosticSeverity.Error, $"{message}.{(request.RequestId is null ? "" : $" (request {request.RequestId})")}"), inner) { Status = status, Request = request };

    Uri Redact(Uri url) => url.AbsoluteUri.Contains(token, StringComparison.Ordinal) || url.AbsoluteUri.Contains(_escaped, StringComparison.Ordinal) ? new(Hide(url.AbsoluteUri)) : url;

    string Redact(string text)
    {
        string hidden = Hide(text);
        return hidden.Length <= MostOfADetail ? hidden : string.Concat(hidden.AsSpan(0, MostOfADetail), "…");
    }

    string Hide(string text) => text.Replace(token, "***", StringComparison.OrdinalIgnoreCase).Replace(_escaped, "***", StringComparison.OrdinalIgnoreCase);

    static string Beginning(string text) => text.Length <= MostOfABody ? text : text[..(char.IsHighSurrogate(text[MostOfABody - 1]) ? MostOfABody - 1 : MostOfABody)];

    static string Host(Uri? redirect) => redirect is null ? "nowhere" : redirect.IsAbsoluteUri ? redirect.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : "another path of its own";

    static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds * 1000) / 1000:#,0.###} seconds");
}
