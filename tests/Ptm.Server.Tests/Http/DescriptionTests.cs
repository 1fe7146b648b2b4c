using System.Net;
using System.Text.Json.Nodes;
using Snapshooter.Xunit3;

namespace Ptm.Server.Tests.Http;

public sealed class DescriptionTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_names_every_operation_with_its_place()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonNode document = JsonNode.Parse(await server.Http().ReadAsync("/openapi.json"))!;
        Assert.Equal("3.1.0", (string?)document["openapi"]);
        string[] operations =
        [
            .. from path in document["paths"]!.AsObject()
               from method in path.Value!.AsObject()
               let parameters = method.Value!["parameters"]!.AsArray().Select(parameter => (string?)parameter!["name"] + ((string?)parameter["in"] == "query" ? "?" : ""))
               select $"{method.Key.ToUpperInvariant()} {path.Key} {method.Value["operationId"]} ({string.Join(", ", parameters)}){(method.Value["requestBody"] is null ? "" : " with a body")}",
        ];
        Snapshot.Match(string.Join('\n', operations));
    }

    [Fact]
    public async Task It_lives_and_is_ready_without_a_token()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.IssueAsync();
        Assert.Equal("ok\n", await server.Http().ReadAsync("/healthz"));
        Assert.Equal("ready\n", await server.Http().ReadAsync("/readyz"));
        Assert.Equal(HttpStatusCode.OK, (await server.Http().AskAsync("/openapi.json")).StatusCode);
    }
}
