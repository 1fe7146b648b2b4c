using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

/// <summary>A gated project whose own assembly holds a web application and the factory that runs it in memory.</summary>
public sealed class WebApplicationTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_projects_own_web_application_answers_in_the_evaluators_process_and_is_ended()
    {
        string program = Path.Combine(GatedProject.Root, "tests", "Ptm.WebApp", "bin", GatedProject.Configuration, "net10.0", "Ptm.WebApp.dll");
        string stopped = _folder.Combine("stopped.txt");
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.Refund
            .Replace("[echo]", "[shop]", StringComparison.Ordinal))
            .File("ptm.yaml", """
                prompts: prompts/*.yaml
                providers:
                  shop: { type: method, parameters: { url: /chat, body: { message: "{{ prompt }}" }, transformResponse: json.reply } }
                """);

        Assert.True(
            project.TryRun(out BuildOutput output, [.. GatedProject.GateAlone, $"-p:_PtmProviderAssembly={program}"], new Dictionary<string, string> { ["SHOP_STOPPED_FILE"] = stopped }),
            output.Text);
        Assert.Equal("stopped\n", File.ReadAllText(stopped));
    }
}
