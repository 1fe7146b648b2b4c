using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Ptm.Client.Http;

namespace Ptm.Client;

/// <summary>Listens to a run's server-sent events. A stream that breaks, ends early or falls silent is opened anew where it was.</summary>
internal sealed class RunEvents(PtmHttp http, PtmClientOptions options)
{
    /// <summary>Whether the run can still be followed by asking for it: the server has no events, or they cannot be listened to.</summary>
    public static bool CanPollInstead(PtmException e) =>
        e.Diagnostics[0].Code is DiagnosticCodes.ServerFailed or DiagnosticCodes.Unreachable
        || e.Status is 404 or 405 or 406 or 429 or 501;

    /// <summary>What happened after <paramref name="after"/>, then what happens, until the run has ended.</summary>
    /// <exception cref="PtmException">The stream cannot be opened, or brings nothing new however often it is opened.</exception>
    public async IAsyncEnumerable<RunProgress> FollowAsync(string runKey, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int failures = 0;
        RunState? told = null;
        while (true)
        {
            Call call = http.To(PtmOperations.WaitForRun, [runKey]) with { Accept = "text/event-stream", Attempts = failures };
            PtmException? failure = null;
            IAsyncEnumerator<RunProgress> stream = OpenAsync(call, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (stream.ConfigureAwait(false))
            {
                while (true)
                {
                    try
                    {
                        if (!await stream.MoveNextAsync().ConfigureAwait(false))
                        {
                            break;
                        }
                    }
                    catch (PtmException e) when (e.Status is 0 or 429 or >= 500 and not 501)
                    {
                        failure = e;
                        break;
                    }

                    RunProgress progress = stream.Current;
                    if (progress.Result is null ? progress.State == told : progress.Sequence <= after)
                    {
                        // A stream that was opened anew begins with the state that was told already.
                        continue;
                    }

                    (after, told, failures) = (Math.Max(after, progress.Sequence), progress.State, 0);
                    yield return progress;
                    if (progress.State is RunState.Completed or RunState.Failed or RunState.Cancelled)
                    {
                        yield break;
                    }
                }
            }

            if (++failures >= options.MaxAttempts)
            {
                throw failure ?? http.Failure.Unreachable(call, new IOException("the stream of events ended before the run did."));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5_000, 250 << failures)), options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    async IAsyncEnumerable<RunProgress> OpenAsync(Call call, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
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

    RunProgress Read(Call call, byte[] data)
    {
        Answer answer = new() { Status = System.Net.HttpStatusCode.OK, Body = data };
        try
        {
            return JsonSerializer.Deserialize(data, PtmJson.For<RunProgress>()) ?? throw http.Failure.Unreadable(call, answer, "an event is null");
        }
        catch (JsonException e)
        {
            throw http.Failure.Unreadable(call, answer, "an event is no progress: " + e.Message);
        }
    }
}
