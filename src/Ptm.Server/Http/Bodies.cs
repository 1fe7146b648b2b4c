using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ptm.Server.Http;

/// <summary>Reads and writes the product's records as JSON.</summary>
internal static class Bodies
{
    public static async Task<T> ReadAsync<T>(this ServerCall call)
    {
        HttpRequest request = call.Context.Request;

        // A page in a browser can send other types of content to a server on this machine without asking first.
        if (!request.HasJsonContentType())
        {
            throw Refusal.Of(StatusCodes.Status415UnsupportedMediaType, DiagnosticCodes.RequestRefused, $"A body is sent as {MediaTypeNames.Application.Json}.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, PtmJson.For<T>(), call.Aborted).ConfigureAwait(false)
                ?? throw Refusal.Of(StatusCodes.Status422UnprocessableEntity, DiagnosticCodes.InvalidSyntax, "The body is null, and an object is expected.");
        }
        catch (JsonException e)
        {
            // A body that is JSON of another shape is understood and refused; one that is no JSON is not understood.
            throw Refusal.Of(IsSyntax(e) ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity, DiagnosticCodes.InvalidSyntax, $"The body cannot be used: {e.Message}", e);
        }
    }

    // The reader of JSON throws an exception of its own kind, which whatever read the value wraps.
    static bool IsSyntax(Exception? thrown) => thrown is JsonException && (thrown.GetType() != typeof(JsonException) || IsSyntax(thrown.InnerException));

    public static Task ReplyAsync<T>(this ServerCall call, T value, int status = StatusCodes.Status200OK) => WriteAsync(call.Context, value, status, MediaTypeNames.Application.Json);

    public static async Task WriteAsync<T>(HttpContext context, T value, int status, string contentType)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await JsonSerializer.SerializeAsync(context.Response.Body, value, PtmJson.For<T>(), context.RequestAborted).ConfigureAwait(false);
    }
}
