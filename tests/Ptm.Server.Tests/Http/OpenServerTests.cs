using System.Net;
using System.Text.Json.Nodes;
using Ptm.Server.Tokens;

namespace Ptm.Server.Tests.Http;

/// <summary>A server without any token.</summary>
public sealed class OpenServerTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData("localhost", "http://localhost:5173", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:80", "http://127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]", null, HttpStatusCode.OK)]
    [InlineData("ptm.example.com", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost.example.com", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.example.com", null, HttpStatusCode.Forbidden)]
    [InlineData("10.0.0.1", null, HttpStatusCode.Forbidden)]
    [InlineData(null, "https://evil.example.com", HttpStatusCode.Forbidden)]
    [InlineData(null, "null", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://localhost.example.com", HttpStatusCode.Forbidden)]
    public async Task It_answers_this_machine_alone_by_its_own_names(string? host, string? origin, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.True(server.Server.IsOpen);
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/prompts");
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        using HttpResponseMessage answer = await server.Http().SendAsync(request, Token);
        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.Forbidden)
        {
            Assert.Contains("this machine alone. 'ptm token create' makes one.", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["detail"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_listens_to_this_machine_whatever_address_it_was_given()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options.Url = new("http://0.0.0.0:0"));
        Assert.True(server.Server.Url.IsLoopback);
    }

    [Fact]
    public async Task It_closes_when_the_first_token_is_made_and_stays_closed_when_the_last_is_revoked()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await server.Http().AskAsync("/api/v1/prompts")).StatusCode);
        IssuedToken token = await server.IssueAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Http().AskAsync("/api/v1/prompts")).StatusCode);
        await server.RevokeAsync(token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Http().AskAsync("/api/v1/prompts")).StatusCode);
    }
}
