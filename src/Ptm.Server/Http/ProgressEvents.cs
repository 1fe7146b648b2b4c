using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ptm.Server.Http;

/// <summary>Events as a stream (server-sent events): each with its number, so that a reader who lost the stream asks for what came after the last it saw.</summary>
internal static class ProgressEvents
{
    // Readers take a silence longer than a few of these for a broken stream.
    static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(10);

    static readonly byte[] s_silence = ": still here\n\n"u8.ToArray();

    /// <summary>Sends what happens in a run.</summary>
    public static Task SendRunAsync(ServerCall call) => SendAsync(call, call.Ptm.Runs.FollowAsync(call.Id, After(call), call.Aborted), static step => step.Sequence);

    /// <summary>Sends what happens in an optimization.</summary>
    public static Task SendOptimizationAsync(ServerCall call) => SendAsync(call, call.Ptm.Optimizations.FollowAsync(call.Id, After(call), call.Aborted), static step => step.Sequence);

    static async Task SendAsync<T>(ServerCall call, IAsyncEnumerable<T> followed, Func<T, long> numberOf)
    {
        IAsyncEnumerator<T> steps = followed.GetAsyncEnumerator(call.Aborted);
        await using (steps.ConfigureAwait(false))
        {
            // What does not exist is still a problem, and no stream.
            Task<bool> next = steps.MoveNextAsync().AsTask();
            HttpResponse response = call.Context.Response;
            bool any = await FirstAsync(next, call.Time, call.Aborted).ConfigureAwait(false);
            if (any)
            {
                await next.ConfigureAwait(false);
            }

            response.ContentType = "text/event-stream";
            response.Headers["X-Accel-Buffering"] = "no";
            await response.StartAsync(call.Aborted).ConfigureAwait(false);
            while (true)
            {
                if (!any)
                {
                    await response.BodyWriter.WriteAsync(s_silence, call.Aborted).ConfigureAwait(false);
                }
                else if (await next.ConfigureAwait(false))
                {
                    Write(response, numberOf(steps.Current), steps.Current);
                    next = steps.MoveNextAsync().AsTask();
                    if (next.IsCompleted)
                    {
                        continue;
                    }

                    await response.BodyWriter.FlushAsync(call.Aborted).ConfigureAwait(false);
                }
                else
                {
                    await response.BodyWriter.FlushAsync(call.Aborted).ConfigureAwait(false);
                    return;
                }

                any = await FirstAsync(next, call.Time, call.Aborted).ConfigureAwait(false);
            }
        }
    }

    // Whether there was something before the silence became too long.
    static async Task<bool> FirstAsync(Task<bool> next, TimeProvider time, CancellationToken aborted)
    {
        if (next.IsCompleted)
        {
            return true;
        }

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        Task first = await Task.WhenAny(next, Task.Delay(s_heartbeat, time, either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        return first == next;
    }

    static void Write<T>(HttpResponse response, long sequence, T step)
    {
        Span<byte> number = stackalloc byte[20];
        sequence.TryFormat(number, out int digits, provider: CultureInfo.InvariantCulture);
        response.BodyWriter.Write("id: "u8);
        response.BodyWriter.Write(number[..digits]);
        response.BodyWriter.Write("\nevent: progress\ndata: "u8);
        using (Utf8JsonWriter writer = new(response.BodyWriter))
        {
            JsonSerializer.Serialize(writer, step, PtmJson.For<T>());
        }

        response.BodyWriter.Write("\n\n"u8);
    }

    static long After(ServerCall call)
    {
        string? last = call.Context.Request.Headers["Last-Event-ID"];
        return string.IsNullOrEmpty(last)
            ? call.Number("after") ?? 0
            : long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out long after)
                ? after
                : throw Refusal.Of(StatusCodes.Status422UnprocessableEntity, DiagnosticCodes.InvalidValue, "'Last-Event-ID' is the number of an event.");
    }
}
