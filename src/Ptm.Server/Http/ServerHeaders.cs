using Microsoft.AspNetCore.Http;

namespace Ptm.Server.Http;

/// <summary>Headers of every answer.</summary>
internal static class ServerHeaders
{
    public static string Version { get; } = typeof(ServerHeaders).Assembly.GetName().Version?.ToString(3) ?? "";

    public static void Add(HttpContext context)
    {
        context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
        context.Response.Headers["X-PTM-Version"] = Version;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
    }
}
