using System.Text;
using Snapshooter.Xunit3;

namespace Ptm.Core.Tests.Client;

public sealed class WireTests
{
    [Fact]
    public async Task Each_method_of_the_python_client_has_its_requests()
    {
        using TempFolder home = new();
        await using PlayedServer server = new(PlayedPtm.Answer);
        using PtmClient client = PlayedPtm.Client(server);
        StringBuilder wire = new();
        int before = 0;
        foreach (string name in SeedMethods.Read().Select(method => method.Name))
        {
            await SeedMethod.CallAsync(name, client, home.Path);
            wire.Append("## ").Append(name).Append('\n').AppendJoin("", server.Requests.Skip(before)).Append('\n');
            before = server.Requests.Count;
        }

        Snapshot.Match(wire.ToString());
    }

    [Fact]
    public async Task Every_request_says_who_asks()
    {
        await using PlayedServer server = new(PlayedPtm.Answer);
        using PtmClient client = PlayedPtm.Client(server);

        await client.Evaluations.RunAsync(new(), TestContext.Current.CancellationToken);

        RecordedRequest request = Assert.Single(server.Requests);
        Assert.Equal("Bearer " + PlayedPtm.Token, request.Headers["Authorization"]);
        Assert.Matches(@"^ptm-dotnet/\d+\.\d+\.\d+", request.Headers["X-PTM-Client"]);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Every_route_can_be_replaced()
    {
        await using PlayedServer server = new(PlayedAnswer.Json("[]"));
        using PtmClient client = PlayedPtm.Client(server, options => options.Routes = PtmRoutes.Default.With(new Dictionary<string, string>
        {
            ["list_prompts"] = "POST /v2/search?kind=prompt",
            ["get_prompt_tests"] = "/v2/cases?of={id}",
        }));

        await client.Prompts.ListAsync(new() { Tag = "x" }, TestContext.Current.CancellationToken);
        await client.Prompts.GetTestsAsync("a&b", TestContext.Current.CancellationToken);

        Assert.Equal(["POST /v2/search?kind=prompt&tag=x", "GET /v2/cases?of=a%26b"], server.Requests.Select(request => $"{request.Method} {request.Target}"));
    }

    [Fact]
    public async Task A_server_may_lie_under_a_path()
    {
        await using PlayedServer server = new(PlayedAnswer.Json("[]"));
        using PtmClient client = new(new Uri(server.Url, "/ptm/"), PlayedPtm.Token, new() { Routes = PtmRoutes.Default, VerifySsl = true });

        await client.Groups.ListAsync(TestContext.Current.CancellationToken);

        Assert.Equal("/ptm/api/v1/groups", Assert.Single(server.Requests).Target);
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("a%2fb")]
    [InlineData("..\\x \"quoted\" <🦓>")]
    public async Task Any_id_goes_over_the_wire_and_comes_back(string id)
    {
        await using PlayedServer server = new(PlayedAnswer.Json("[]"));
        using PtmClient client = PlayedPtm.Client(server);

        await client.Prompts.GetTestsAsync(id, TestContext.Current.CancellationToken);

        Assert.True(PtmRoutes.Default[PtmOperations.GetPromptTests].TryMatch(Assert.Single(server.Requests).Target, out IReadOnlyList<string> values));
        Assert.Equal([id], values);
    }
}
