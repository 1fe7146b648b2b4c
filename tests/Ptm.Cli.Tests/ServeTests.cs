using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Snapshooter.Xunit3;

namespace Ptm.Cli.Tests;

/// <summary><c>ptm serve</c> and <c>ptm token</c> as processes.</summary>
public sealed class ServeTests : IDisposable
{
    readonly Workspace _workspace = Workspace.WithTests("tests: [{vars: {text: a}, assert: [{type: equals, value: a}]}]");

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_it_and_the_exit_code_is_0(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The signal is sent by kill.");
        using PtmProcess process = PtmProcess.StartInterruptible(_workspace.Folder, ["serve", "--url", "http://127.0.0.1:0"]);
        await process.LineWithAsync("Ctrl-C stops it");

        process.Signal(signal);
        PtmOutput output = await process.WaitAsync();

        Assert.Equal((0, ""), (output.ExitCode, output.Error));
        if (signal == "TERM")
        {
            Snapshot.Match(_workspace.Scrub(output.Out));
        }
    }

    [Fact]
    public async Task Without_a_token_it_answers_this_machine_alone_whatever_address_it_was_given()
    {
        using PtmProcess process = PtmProcess.Start(_workspace.Folder, ["serve", "--url", "http://0.0.0.0:0"]);

        string line = await process.LineWithAsync("Serving at");
        string tokens = await process.LineWithAsync("  tokens ");

        Assert.StartsWith("Serving at http://127.0.0.1:", line, StringComparison.Ordinal);
        Assert.Contains("it answers this machine alone", tokens, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_an_error_with_the_next_step()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        PtmOutput output = await _workspace.RunAsync("serve", "--url", url);

        Assert.Equal(2, output.ExitCode);
        Assert.StartsWith($"error PTM5003: The server cannot listen at {url}", output.Out, StringComparison.Ordinal);
        Assert.Contains("--url takes another address", output.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://127.0.0.1:0", "put a proxy in front")]
    [InlineData("127.0.0.1", "--url takes an address")]
    public async Task An_address_of_another_kind_is_bad_usage(string url, string hint)
    {
        PtmOutput output = await _workspace.RunAsync("serve", "--url", url);

        Assert.Equal((2, ""), (output.ExitCode, output.Out));
        Assert.Contains(hint, output.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_shown_once_listed_without_its_secret_and_revoked()
    {
        PtmOutput created = await _workspace.RunAsync("token", "create", "--service-account", "ci", "--team", "support", "--scope", "run");
        string token = Assert.Single(created.Lines);
        Assert.Equal(0, created.ExitCode);
        Assert.DoesNotContain(token, created.Error, StringComparison.Ordinal);
        Assert.Contains("it is not shown again", created.Error, StringComparison.Ordinal);

        PtmOutput listed = await _workspace.RunAsync("token", "list");
        Assert.Contains("service account ci of support, run, made ", Assert.Single(listed.Lines), StringComparison.Ordinal);
        Assert.EndsWith("never used", listed.Lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(token, listed.Out, StringComparison.Ordinal);

        string id = listed.Lines[0].Split(' ')[0];
        PtmOutput revoked = await _workspace.RunAsync("token", "revoke", id);
        Assert.Equal((0, $"revoked {id}\n"), (revoked.ExitCode, revoked.Out));
        Assert.Contains(", revoked ", (await _workspace.RunAsync("token", "list")).Out, StringComparison.Ordinal);

        PtmOutput again = await _workspace.RunAsync("token", "revoke", id);
        Assert.Equal(2, again.ExitCode);
        Assert.StartsWith($"error PTM3009: There is no token '{id}' that is not revoked.", again.Out, StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(_workspace.Combine(".ptm"), "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain(token, File.ReadAllText(file, System.Text.Encoding.Latin1), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("token create", "either --user NAME or --service-account NAME")]
    [InlineData("token create --user a --service-account b", "either --user NAME or --service-account NAME")]
    [InlineData("token create --user a --scope all", "'all'")]
    [InlineData("token revoke", "'ptm token revoke --help'")]
    public async Task A_token_of_nobody_or_of_an_unknown_scope_is_bad_usage(string arguments, string hint)
    {
        PtmOutput output = await _workspace.RunAsync(arguments.Split(' '));

        Assert.Equal((2, ""), (output.ExitCode, output.Out));
        Assert.Contains(hint, output.Error, StringComparison.Ordinal);
    }
}
