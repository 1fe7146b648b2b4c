using System.Net.Http.Headers;
using System.Text;

namespace Ptm.Engine.Providers.Http;

/// <summary>An answer over HTTP.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Reason">The status in words.</param>
/// <param name="Headers">Its headers, with names in lower case.</param>
/// <param name="Text">Its body.</param>
internal sealed record HttpAnswer(int Status, string Reason, IReadOnlyDictionary<string, string> Headers, string Text);

/// <summary>Sends requests with a limit on the answer's size, and again where it may help: status 429, 5xx, a lost connection.</summary>
internal static class HttpCalls
{
    /// <summary>How often a connection that was lost before any answer came is made again. A small server that is asked much at once loses some.</summary>
    const int LostConnections = 3;

    const int LongestBody = 16 * 1024 * 1024;

    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    static readonly HttpClient s_client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <param name="request">Makes the request anew for each time.</param>
    /// <param name="retries">How often it is sent again after status 429 or 5xx.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="own">A program's own client, whose connections are not lost by chance; null for ours.</param>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    /// <exception cref="InvalidDataException">The answer is too long.</exception>
    public static async Task<HttpAnswer> SendAsync(Func<HttpRequestMessage> request, int retries, TimeProvider time, CancellationToken cancellationToken, HttpClient? own = null)
    {
        int lostConnections = own is null ? LostConnections : 0;
        for (int attempt = 0; ; attempt++)
        {
            TimeSpan wait = TimeSpan.FromSeconds(Math.Pow(2, attempt));
            try
            {
                using HttpRequestMessage message = request();
                using HttpResponseMessage response = await (own ?? s_client).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
                int status = (int)response.StatusCode;
                if (attempt >= retries || (status != 429 && status < 500))
                {
                    return await ReadAsync(response, cancellationToken).ConfigureAwait(false);
                }

                wait = response.Headers.RetryAfter?.Delta ?? wait;
            }
            catch (HttpRequestException lost) when (attempt < Math.Max(retries, lost.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.Unknown ? lostConnections : 0))
            {
                wait = TimeSpan.FromSeconds(Math.Min(wait.TotalSeconds, 0.2 * Math.Pow(4, attempt)));
            }

            await Task.Delay(wait < s_longestWait ? wait : s_longestWait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    static async Task<HttpAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        byte[] chunk = new byte[65_536];
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            while (await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false) is > 0 and int read)
            {
                if (body.Length + read > LongestBody)
                {
                    throw new InvalidDataException($"answered with more than {LongestBody / 1024 / 1024} MB");
                }

                await body.WriteAsync(chunk.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }

        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, IEnumerable<string> values) in Both(response.Headers, response.Content.Headers))
        {
#pragma warning disable CA1308 // Names of headers are lower-case for scripts, as fetch has them.
            headers[name.ToLowerInvariant()] = string.Join(", ", values);
#pragma warning restore CA1308
        }

        return new((int)response.StatusCode, response.ReasonPhrase ?? "", headers, Decoded(response, body.ToArray()));
    }

    static IEnumerable<KeyValuePair<string, IEnumerable<string>>> Both(HttpHeaders first, HttpHeaders second) => first.Concat(second);

    static string Decoded(HttpResponseMessage response, byte[] body)
    {
        try
        {
            return (response.Content.Headers.ContentType?.CharSet is { Length: > 0 } name ? Encoding.GetEncoding(name.Trim('"')) : Encoding.UTF8).GetString(body);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8.GetString(body);
        }
    }
}
