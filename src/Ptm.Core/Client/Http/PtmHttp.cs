using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Polly;

namespace Ptm.Client.Http;

/// <summary>Sends the calls: token, headers, attempts, limits, and what an answer means.</summary>
internal sealed class PtmHttp(HttpClient http, Uri baseUrl, string token, PtmRoutes routes, PtmClientOptions options)
{
    static readonly string s_name = "ptm-dotnet/" + (typeof(PtmHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");

    readonly ResiliencePipeline<Answer> _pipeline = CallRetries.Create(options);
    readonly CallFailure _failure = new(token, options);

    public CallFailure Failure => _failure;

    /// <summary>A call of an operation.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="values">The path's values, in order.</param>
    /// <param name="query">Names and values; a null value is left out.</param>
    public Call To(string operation, ReadOnlySpan<string> values = default, ReadOnlySpan<(string Name, string? Value)> query = default)
    {
        PtmRoute route = routes[operation];
        StringBuilder path = new(baseUrl.AbsoluteUri.TrimEnd('/'));
        path.Append(route.Bind(values));
        char separator = route.Template.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach ((string name, string? value) in query)
        {
            if (value is not null)
            {
                path.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return new() { Route = route, Url = new(path.ToString()) };
    }

    /// <summary>Calls and reads the answer's JSON.</summary>
    public async Task<T> ReadAsync<T>(Call call, CancellationToken cancellationToken)
        where T : class
    {
        Answer answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.IsHtml)
        {
            throw _failure.Unreadable(call, answer, "it is a web page, not JSON");
        }

        try
        {
            return JsonSerializer.Deserialize(answer.Body.Span, PtmJson.For<T>()) ?? throw _failure.Unreadable(call, answer, "it is null");
        }
        catch (JsonException e)
        {
            throw _failure.Unreadable(call, answer, e.Message);
        }
    }

    /// <summary>Calls an operation that answers with nothing, or with what nobody reads.</summary>
    public async Task DoAsync(Call call, CancellationToken cancellationToken)
    {
        Answer answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Body.IsEmpty)
        {
            return;
        }

        if (answer.IsHtml || answer.IsProblem)
        {
            throw _failure.Unreadable(call, answer, answer.IsHtml ? "it is a web page" : "it is a problem");
        }

        if (TellsError(answer))
        {
            throw _failure.Unreadable(call, answer, "it tells of an error");
        }
    }

    /// <summary>Calls an operation that answers with text.</summary>
    public async Task<string> ReadTextAsync(Call call, bool expectsHtml, CancellationToken cancellationToken)
    {
        Answer answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.IsProblem || answer.IsHtml != expectsHtml
            ? throw _failure.Unreadable(call, answer, answer.IsProblem ? "it is a problem" : expectsHtml ? "it is no web page" : "it is a web page")
            : answer.Text;
    }

    /// <summary>Opens a stream that goes on; the caller disposes the answer. Tried once, with the limit on the headers alone.</summary>
    public async Task<HttpResponseMessage> OpenAsync(Call call, Action<HttpRequestHeaders> addHeaders, CancellationToken cancellationToken)
    {
        call.Attempts++;
        using HttpRequestMessage request = Request(call);
        addHeaders(request.Headers);
        using CancellationTokenSource limit = new(options.Timeout, options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw _failure.Refused(call, await ReadAsync(call, response, either.Token).ConfigureAwait(false));
            }
        }
        catch (Exception e) when (IsConnection(e) && !cancellationToken.IsCancellationRequested)
        {
            throw _failure.Unreachable(call, e);
        }
    }

    /// <exception cref="PtmException">It is nested deeper than a body may be (422).</exception>
    public static byte[] Json<T>(T value)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(value, PtmJson.For<T>());
        }
        catch (JsonException e)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.LimitExceeded, DiagnosticSeverity.Error, $"What is sent is nested more than {PtmJson.MaxDepth} deep."), e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, $"What is sent cannot be written as JSON: {e.Message}"), e);
        }
    }

    public static string NewKey() => Guid.NewGuid().ToString("n");

    public static bool IsConnection(Exception e) => IsBroken(e) || e is OperationCanceledException or Polly.Timeout.TimeoutRejectedException;

    /// <summary>Whether the way to the server broke. The bare <see cref="SocketException"/> is .NET's own: it asks a new connection for its other end without a catch, and one reset by then throws.</summary>
    public static bool IsBroken(Exception? e) => e is HttpRequestException or IOException or SocketException;

    async Task<Answer> SendAsync(Call call, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        CallRetries.Attach(context, call);
        try
        {
            Answer answer = await _pipeline.ExecuteAsync(
                static async (context, state) => await state.Sender.AttemptAsync(state.Call, context.CancellationToken).ConfigureAwait(false),
                context,
                (Sender: this, Call: call)).ConfigureAwait(false);

            // Its first attempt did it, and its answer was lost.
            bool wasDeleted = call is { Route.Method: "DELETE", Attempts: > 1 } && answer.Status is HttpStatusCode.NotFound;
            return answer.IsSuccess || wasDeleted ? answer with { Body = wasDeleted ? default : answer.Body } : throw _failure.Refused(call, answer);
        }
        catch (Exception e) when (IsConnection(e) && !cancellationToken.IsCancellationRequested)
        {
            throw _failure.Unreachable(call, e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    async Task<Answer> AttemptAsync(Call call, CancellationToken cancellationToken)
    {
        call.Attempts++;
        using HttpRequestMessage request = Request(call);
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(call, response, cancellationToken).ConfigureAwait(false);
    }

    HttpRequestMessage Request(Call call)
    {
        HttpRequestMessage request = new(new(call.Route.Method), call.Url);
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Accept.ParseAdd(call.Accept);
        request.Headers.TryAddWithoutValidation("X-PTM-Client", s_name);
        if (call.IdempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", call.IdempotencyKey);
        }

        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body) { Headers = { ContentType = new("application/json") } };
        }

        return request;
    }

    async Task<Answer> ReadAsync(Call call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > options.MaxResponseBytes)
        {
            throw _failure.TooLong(call, (int)response.StatusCode);
        }

        using MemoryStream body = new();
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            byte[] buffer = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (body.Length + read > options.MaxResponseBytes)
                {
                    throw _failure.TooLong(call, (int)response.StatusCode);
                }

                await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }

        return new()
        {
            Status = response.StatusCode,
            Body = body.GetBuffer().AsMemory(0, (int)body.Length),
            MediaType = response.Content.Headers.ContentType?.MediaType,
            RequestId = response.Headers.TryGetValues("X-Request-ID", out IEnumerable<string>? ids) ? ids.FirstOrDefault() : null,
            Redirect = response.Headers.Location,
            RetryAfter = Wait(response),
        };
    }

    TimeSpan? Wait(HttpResponseMessage response)
    {
        if (response.Headers.RetryAfter is not { } asked)
        {
            // Figures that no TimeSpan holds are waits all the same.
            return response.Headers.TryGetValues("Retry-After", out IEnumerable<string>? raw) && decimal.TryParse(raw.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? TimeSpan.MaxValue : null;
        }

        TimeSpan wait = asked.Delta ?? asked.Date!.Value - options.TimeProvider.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    static bool TellsError(Answer answer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && ((document.RootElement.TryGetProperty("error", out JsonElement error) && error.ValueKind != JsonValueKind.Null) || document.RootElement.TryGetProperty("detail", out _));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
