using System.Text;
using System.Text.Json;

namespace Ptm.Engine.Providers.Models.Calls;

/// <summary>Reads the body of an answer within limits: at once, or in pieces as server-sent events or lines of JSON.</summary>
internal static class AnswerBody
{
    const int LongestBody = 16 * 1024 * 1024;

    const int DeepestJson = 256;

    static readonly JsonDocumentOptions s_json = new() { MaxDepth = DeepestJson };

    public static async Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using StreamReader reader = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An answer's JSON; null where it is none, or not whole.</summary>
    public static JsonElement? Parse(string body)
    {
        try
        {
            return UnicodeJson.Parse(body, s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static bool IsInPieces(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType is "text/event-stream" or "application/x-ndjson" or "application/jsonl";

    /// <summary>Puts an answer in pieces together.</summary>
    /// <exception cref="EndOfStreamException">It ended before its last piece.</exception>
    /// <exception cref="AnswerException">A piece is no JSON, or says that the answer failed.</exception>
    public static async Task<JsonElement> ReadPiecesAsync(HttpResponseMessage response, StreamFold fold, CancellationToken cancellationToken)
    {
        using StreamReader reader = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
        bool areEvents = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        StringBuilder data = new();
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (!areEvents)
            {
                Add(line, fold);
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data.Append(line.AsSpan("data:".Length).TrimStart(' ')).Append('\n');
            }
            else if (line.Length == 0)
            {
                Add(data.ToString(), fold);
                data.Clear();
            }
        }

        Add(data.ToString(), fold);
        return fold.IsWhole ? fold.Whole() : throw new EndOfStreamException("The streamed answer ended before its last piece");
    }

    static void Add(string piece, StreamFold fold)
    {
        if (piece.AsSpan().Trim() is not (not [] and var text))
        {
            return;
        }

        if (text is "[DONE]")
        {
            fold.End();
            return;
        }

        JsonElement json = Parse(piece) ?? throw new AnswerException("sent a piece of an answer that is no JSON") { Body = piece };
        try
        {
            fold.Add(json);
        }
        catch (AnswerException failed) when (failed.Body is null)
        {
            throw new AnswerException(failed.Message) { Status = failed.Status, Body = piece };
        }
    }

    static async Task<StreamReader> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new(new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), LongestBody), Encoding.UTF8);
}
