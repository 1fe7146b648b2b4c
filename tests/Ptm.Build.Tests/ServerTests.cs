using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Build.Framework;
using Ptm.ProjectCreation;
using Ptm.Server;

namespace Ptm.Build.Tests;

/// <summary>The gate with <c>PTM_API_BASE_URL</c> set.</summary>
public sealed class ServerTests : IAsyncLifetime
{
    const string Token = "ptm_a-token-that-nobody-may-read";

    readonly TempFolder _folder = new();
    readonly TempFolder _served = new();
    PtmServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await PtmServer.StartAsync(
        new() { Library = _served.Path, Database = _served.Combine("ptm.db"), Url = new("http://127.0.0.1:0") }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _served.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_case_that_fails_on_the_server_breaks_the_build_at_its_line_of_YAML_and_the_token_is_nowhere()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund);

        Assert.False(project.TryRun(out BuildOutput output, ["build", "-v:diagnostic"], Environment(_server.Url)));

        BuildErrorEventArgs error = Assert.Single(output.Errors);
        Assert.Equal(("PTM1001", Path.Combine("prompts", "refund.yaml"), 8, 5), (error.Code, error.File, error.LineNumber, error.ColumnNumber));
        Assert.Contains("expected to contain \"{30} days\"", error.Message, StringComparison.Ordinal);
        using PtmClient client = new(_server.Url, Token);
        RunResult run = Assert.Single(await client.Runs.ListAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((2, 1), (run.Summary.Total, run.Summary.Passed));
        Assert.DoesNotContain(Token, output.Text, StringComparison.Ordinal);
        WrittenFiles.AssertNoneHolds(Token, _folder);
    }

    [Fact]
    public void A_green_gate_is_asked_again_by_the_next_build()
    {
        ProjectCreator project = GatedProject.Create(_folder);

        Assert.True(project.TryRun(out BuildOutput first, ["build"], Environment(_server.Url)), first.Text);
        Assert.True(project.TryRun(out BuildOutput second, ["build", "--no-restore"], Environment(_server.Url)), second.Text);

        Assert.Equal((1, 1), (first.Evaluations, second.Evaluations));
        Assert.Empty(second.Warnings);
        Assert.Contains(GatedProject.Summary("2 of 2 cases passed, score 100 (prompts/refund.yaml)"), second.Messages);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_one_error_with_the_next_step()
    {
        ProjectCreator project = GatedProject.Create(_folder);

        Assert.False(project.TryRun(out BuildOutput output, GatedProject.GateAlone, Environment(new("http://127.0.0.1:1"))));

        BuildErrorEventArgs error = Assert.Single(output.Errors);
        Assert.Equal("PTM5003", error.Code);
        Assert.Contains("'ptm serve' starts a server; without PTM_API_BASE_URL everything is done in this process.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_evaluation_that_takes_too_long_ends_the_servers_run_too()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        _served.Write("ptm.yaml", string.Create(CultureInfo.InvariantCulture, $"providers: {{ silent: {{ type: openai, model: none, base_url: \"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/v1\" }} }}\ncassettes: {{ mode: off }}\n"));
        await using PtmServer server = await PtmServer.StartAsync(
            new() { Library = _served.Path, Database = _served.Combine("slow.db"), Url = new("http://127.0.0.1:0"), Cassettes = "off" }, TestContext.Current.CancellationToken);
        ProjectCreator project = GatedProject.Create(
            _folder,
            GatedProject.Refund.Replace("[echo]", "[silent]", StringComparison.Ordinal),
            project => project.File("ptm.yaml", "providers:\n  silent: { type: openai, model: none }\n"));

        Assert.False(project.TryRun(out BuildOutput output, [.. GatedProject.GateAlone, "-p:PtmTimeoutSeconds=15"], Environment(server.Url)));

        Assert.Equal("PTM4010", Assert.Single(output.Errors).Code);
        using PtmClient client = new(server.Url, Token);
        Assert.Equal(RunState.Cancelled, Assert.Single(await client.Runs.ListAsync(cancellationToken: TestContext.Current.CancellationToken)).State);
    }

    static Dictionary<string, string> Environment(Uri url) => new() { ["PTM_API_BASE_URL"] = url.ToString(), ["PTM_API_TOKEN"] = Token };
}
