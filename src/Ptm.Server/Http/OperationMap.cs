using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Ptm.Engine;
using Ptm.Server.Http.Endpoints;

namespace Ptm.Server.Http;

/// <summary>Puts every operation at its route.</summary>
internal sealed class OperationMap(PtmRoutes routes, PtmEngine engine, Authentication authentication, TimeProvider time, CancellationToken stopping)
{
    const string IdempotencyKey = "Idempotency-Key";
    const int LongestKey = 200;

    /// <summary>Everything that can be asked.</summary>
    public static IReadOnlyList<Operation> Operations { get; } =
        [.. PromptOperations.All, .. SkillOperations.All, .. RunOperations.All, .. CatalogOperations.All, .. OptimizationOperations.All];

    public void Add(IEndpointRouteBuilder endpoints)
    {
        foreach (Operation operation in Operations)
        {
            PtmRoute route = routes[operation.Name];
            endpoints.MapMethods(route.Template, [route.Method], context => AnswerAsync(context, operation, route)).WithDisplayName(route.ToString());
        }
    }

    async Task AnswerAsync(HttpContext context, Operation operation, PtmRoute route)
    {
        using CancellationTokenSource late = new(operation.TimeLimit ?? Timeout.InfiniteTimeSpan, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, late.Token, stopping);
        CancellationToken gone = context.RequestAborted;
        context.RequestAborted = either.Token;
        try
        {
            PtmCaller caller = await authentication.IdentifyAsync(context, operation.Scope).ConfigureAwait(false);

            // The values as they came: what is decoded for routing could no longer tell a slash in an id from one between two.
            string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            if (!route.TryMatch(target, out IReadOnlyList<string> values))
            {
                throw Refusal.Of(StatusCodes.Status404NotFound, DiagnosticCodes.NotFound, "The path holds what is no percent-encoded UTF-8.");
            }

            RefuseUnknown(context.Request.Query, operation);
            await operation.AnswerAsync(new(context, engine.As(caller, KeyOf(context, target)), values, time)).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!gone.IsCancellationRequested && !context.Response.HasStarted)
        {
            context.RequestAborted = gone;
            throw Refusal.Of(
                StatusCodes.Status503ServiceUnavailable,
                DiagnosticCodes.ServerFailed,
                stopping.IsCancellationRequested ? "The server is stopping." : $"The answer took longer than {operation.TimeLimit?.TotalSeconds:0} s.",
                e);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // A stream ends with the server; its reader goes on at the next.
        }
    }

    // A misspelt filter would show everything.
    static void RefuseUnknown(IQueryCollection query, Operation operation)
    {
        if (query.Keys.FirstOrDefault(name => operation.Query.All(field => field.Name != name)) is { } unknown)
        {
            throw Refusal.Of(
                StatusCodes.Status422UnprocessableEntity,
                DiagnosticCodes.UnknownKey,
                $"The query has no field '{CaseName.OneLine(unknown)}' here.{(operation.Query.Count == 0 ? "" : $" Known: {string.Join(", ", operation.Query.Select(field => field.Name))}.")}");
        }
    }

    // A key is good for the request that it came with: another path is another start.
    static string? KeyOf(HttpContext context, string target)
    {
        string? key = context.Request.Headers[IdempotencyKey];
        return string.IsNullOrEmpty(key) ? null
            : key.Length <= LongestKey ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{context.Request.Method} {target}\n{key}")))
            : throw Refusal.Of(StatusCodes.Status422UnprocessableEntity, DiagnosticCodes.InvalidValue, $"'{IdempotencyKey}' takes at most {LongestKey} characters.");
    }
}
