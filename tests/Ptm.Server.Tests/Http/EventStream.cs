using System.Text.Json;

namespace Ptm.Server.Tests.Http;

/// <summary>A run's events as they come over the wire.</summary>
internal sealed class EventStream : IDisposable
{
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    readonly HttpResponseMessage _answer;
    readonly StreamReader _lines;

    EventStream(HttpResponseMessage answer, Stream body)
    {
        _answer = answer;
        _lines = new(body);
    }

    public static async Task<EventStream> OpenAsync(HttpClient http, string runKey, long? lastEventId = null, string query = "")
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/api/v1/runs/{runKey}/events{query}");
        if (lastEventId is { } last)
        {
            request.Headers.Add("Last-Event-ID", last.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new(answer, await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next line; null when the stream has ended.</summary>
    public async Task<string?> LineAsync()
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        return await _lines.ReadLineAsync(limit.Token);
    }

    /// <summary>The next event with its number; null when the stream has ended.</summary>
    public async Task<RunProgress?> NextAsync()
    {
        long? id = null;
        RunProgress? progress = null;
        while (await LineAsync() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = long.Parse(line.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                progress = JsonSerializer.Deserialize(line.AsSpan(6), PtmJson.For<RunProgress>());
            }
            else if (line.Length == 0 && progress is not null)
            {
                Assert.Equal(progress.Sequence, id);
                return progress;
            }
        }

        return null;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }
}
