using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ptm.Server.Http;
using Ptm.Server.Tokens;

namespace Ptm.Server.Tests.Http;

public sealed partial class RouteTokenTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_operation_that_has_a_name_is_answered_once()
    {
        IEnumerable<string> names = typeof(PtmOperations).GetFields().Select(field => (string)field.GetValue(null)!).Order(StringComparer.Ordinal);
        Assert.Equal(names, OperationMap.Operations.Select(operation => operation.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_route_lets_in_who_has_no_token_a_wrong_one_or_one_that_was_revoked()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        IssuedToken revoked = await server.IssueAsync();
        await server.RevokeAsync(revoked);
        string good = (await server.IssueAsync("bob")).Plain;
        string forged = revoked.Plain[..17] + good[17..];
        foreach (Operation operation in OperationMap.Operations)
        {
            foreach (string? token in new[] { null, "ptm_x", "", revoked.Plain, forged, good[..^1], good + "x" })
            {
                using HttpResponseMessage answer = await AskAsync(server.Http(token), operation);
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{operation.Name} answered {answer.StatusCode} to '{token}'.");
                Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
                await AssertProblemAsync(answer, 401);
            }
        }
    }

    [Fact]
    public async Task No_route_lets_in_whose_token_allows_too_little()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpClient reader = server.Http((await server.IssueAsync("reader", TokenScope.Read)).Plain);
        HttpClient runner = server.Http((await server.IssueAsync("runner")).Plain);
        foreach (Operation operation in OperationMap.Operations)
        {
            using HttpResponseMessage read = await AskAsync(reader, operation);
            bool isOpen = operation.Scope == TokenScope.Read;
            Assert.True(isOpen == (read.StatusCode is not HttpStatusCode.Forbidden), $"{operation.Name} answered {read.StatusCode} to a reader.");
            Assert.NotEqual(HttpStatusCode.Unauthorized, read.StatusCode);
            if (!isOpen)
            {
                await AssertProblemAsync(read, 403);
            }

            using HttpResponseMessage run = await AskAsync(runner, operation);
            Assert.False(run.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.InternalServerError, $"{operation.Name} answered {run.StatusCode} to a runner.");
        }

        Assert.Equal(["GET"], OperationMap.Operations.Where(operation => operation.Scope == TokenScope.Read).Select(operation => PtmRoutes.Default[operation.Name].Method).Distinct());
    }

    [Fact]
    public async Task What_is_at_no_route_is_a_problem_too()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpClient http = server.Http();
        await AssertProblemAsync(await http.AskAsync("/api/v1/nothing"), 404);
        await AssertProblemAsync(await http.DeleteAsync(HttpClientExtensions.Path("/api/v1/prompts"), Token), 405);
        await AssertProblemAsync(await http.AskAsync("/api/v1/prompts/%ff"), 404);
    }

    static async Task<HttpResponseMessage> AskAsync(HttpClient http, Operation operation)
    {
        PtmRoute route = PtmRoutes.Default[operation.Name];
        using HttpRequestMessage request = new(new(route.Method), Parameter().Replace(route.Template, "1"));
        if (operation.Body is not null)
        {
            request.Content = RunningServer.Json("{}");
        }

        return await http.SendAsync(request, Token);
    }

    static async Task AssertProblemAsync(HttpResponseMessage answer, int status)
    {
        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        PtmProblem problem = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Token), PtmJson.For<PtmProblem>())!;
        Assert.Equal(status, problem.Status);
        Assert.False(string.IsNullOrEmpty(problem.Detail));
        Assert.Equal(problem.RequestId, answer.Headers.GetValues("X-Request-Id").Single());
    }

    [GeneratedRegex(@"\{[a-z_]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
