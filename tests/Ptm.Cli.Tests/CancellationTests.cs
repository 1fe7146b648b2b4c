using System.Text.Json;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Cli.Tests;

public sealed class CancellationTests
{
    [Fact]
    public async Task Ctrl_C_ends_the_run_as_cancelled_and_keeps_what_it_found()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The signal is sent by kill.");
        await using StubModelServer server = new(new StubAnswer("") { Hangs = true });
        using Workspace workspace = new();
        workspace.Write("ptm.yaml", $"providers: {{slow: {{type: openai, model: m, base_url: '{server.BaseUrl}', api_key_env: SLOW_KEY}}}}\ncassettes: {{mode: off}}\n");
        workspace.Write("prompts/a.yaml", "id: a\nprompt_text: a\nprovider_profiles: [echo, slow]\ntests: [{assert: [{type: equals, value: a}]}]\n");

        using PtmProcess process = PtmProcess.StartInterruptible(workspace.Folder, ["eval", "-o", "run.json"], new Dictionary<string, string> { ["SLOW_KEY"] = "k" });
        await server.Asked;
        process.Interrupt();
        PtmOutput output = await process.WaitAsync();

        Assert.True(output.ExitCode == 130, $"exit code {output.ExitCode}\n{output.Out}{output.Error}");
        Assert.DoesNotContain("gate is open", output.Out, StringComparison.Ordinal);
        Assert.Contains("Cancelled after 1 of 2 cases.", output.Out, StringComparison.Ordinal);
        JsonElement run = JsonElement.Parse(workspace.Read("run.json"));
        Assert.Equal("cancelled", run.Text("state"));
        Assert.Equal(["passed"], run.Outcomes());
    }
}
