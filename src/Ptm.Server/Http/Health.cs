using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ptm.Server.Storage;

namespace Ptm.Server.Http;

/// <summary>Tells programs that watch over the server how it does: <c>/healthz</c>, that it lives; <c>/readyz</c>, that it can read its database.</summary>
internal static class Health
{
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    public static void Add(IEndpointRouteBuilder endpoints, SqliteDatabase database)
    {
        endpoints.MapGet("/healthz", (RequestDelegate)(context => context.Response.WriteAsync("ok\n", context.RequestAborted))).WithDisplayName("GET /healthz");
        endpoints.MapGet("/readyz", (RequestDelegate)(context => ReadyAsync(context, database))).WithDisplayName("GET /readyz");
    }

    static async Task ReadyAsync(HttpContext context, SqliteDatabase database)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(s_limit);
        bool isReady;
        try
        {
            isReady = await database.ReadAsync(session => session.First("SELECT 1", _ => true), limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PtmException or OperationCanceledException)
        {
            isReady = false;
        }

        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsync(isReady ? "ready\n" : "the database cannot be read\n", context.RequestAborted).ConfigureAwait(false);
    }
}
