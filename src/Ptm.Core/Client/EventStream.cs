using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Ptm.Client.Http;

namespace Ptm.Client;

/// <summary>Opens a stream of server-sent events, each of which holds a <typeparamref name="T"/>.</summary>
internal sealed class EventStream<T>(PtmHttp http, PtmClientOptions options)
    where T : class
{
    /// <summary>What happens after the event numbered <paramref name="after"/>, until the stream ends.</summary>
    /// <exception cref="PtmException">It cannot be opened, breaks, or holds something else.</exception>
    public async IAsyncEnumerable<T> OpenAsync(Call call, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        void Resume(HttpRequestHeaders headers)
        {
            if (after > 0)
            {
                headers.TryAddWithoutValidation("Last-Event-ID", after.ToString(CultureInfo.InvariantCulture));
            }
        }

        using HttpResponseMessage response = await http.OpenAsync(call, Resume, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            throw http.Failure.Unreadable(call, new() { Status = response.StatusCode, Body = default }, "it is no stream of events");
        }

        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            using EventReader reader = new(body, options);
            while (await NextAsync(reader, call, cancellationToken).ConfigureAwait(false) is { } data)
            {
                yield return Read(call, data);
            }
        }
    }

    async Task<byte[]?> NextAsync(EventReader reader, Call call, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            throw http.Failure.TooLong(call, 200);
        }
        catch (Exception e) when (PtmHttp.IsConnection(e) && !cancellationToken.IsCancellationRequested)
        {
            throw http.Failure.Unreachable(call, e is OperationCanceledException ? new IOException("the stream of events fell silent") : e);
        }
    }

    T Read(Call call, byte[] data)
    {
        Answer answer = new() { Status = System.Net.HttpStatusCode.OK, Body = data };
        try
        {
            return JsonSerializer.Deserialize(data, PtmJson.For<T>()) ?? throw http.Failure.Unreadable(call, answer, "an event is null");
        }
        catch (JsonException e)
        {
            throw http.Failure.Unreadable(call, answer, "an event is no progress: " + e.Message);
        }
    }
}
