using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ptm.Server.Http;

/// <summary>Tells each answered request by its route: what stands in a path, a query or a header is the caller's and is not told.</summary>
internal sealed class RequestLog(RequestDelegate next, Action<string> tell, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        long started = time.GetTimestamp();
        context.TraceIdentifier = Guid.CreateVersion7().ToString("n");
        ServerHeaders.Add(context);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            string route = (context.GetEndpoint() as RouteEndpoint)?.DisplayName ?? $"{context.Request.Method} (no route)";
            tell(string.Create(CultureInfo.InvariantCulture, $"{context.Response.StatusCode} {route} {time.GetElapsedTime(started).TotalMilliseconds:0.0} ms {context.TraceIdentifier}"));
        }
    }
}
