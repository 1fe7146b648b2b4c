using System.Text.Json;
using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

/// <summary>What Visual Studio asks a project before it decides that there is nothing to build.</summary>
public sealed class UpToDateCheckTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_file_that_the_last_green_run_rests_on_is_an_input_and_only_a_green_gate_has_an_output()
    {
        // The targets that Visual Studio brings along.
        ProjectCreator project = GatedProject.Create(_folder, prompt: null, project => project
            .File("texts/hello.txt", "Hello {{ name }}")
            .File("promptfooconfig.yaml", """
                prompts: [file://texts/hello.txt]
                providers: [echo]
                tests: [{ vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }]

                """)
            .Element("""<Target Name="CollectUpToDateCheckInputDesignTime" />""")
            .Element("""<Target Name="CollectUpToDateCheckBuiltDesignTime" />"""));
        string marker = Path.Combine(project.Folder, "obj", "App.Debug.net10.0.green");
        string[] gate = [.. GatedProject.GateAlone, "-p:BuildingInsideVisualStudio=true"];

        Assert.True(project.TryRun(out BuildOutput built, gate), built.Text);

        (string[] inputs, string[] outputs) = Ask(project);
        Assert.Contains(Path.Combine(project.Folder, "promptfooconfig.yaml"), inputs);
        Assert.Contains(Path.Combine(project.Folder, "texts", "hello.txt"), inputs);
        Assert.All(inputs, input => Assert.True(File.Exists(input), input));
        Assert.Equal([marker], outputs);
        Assert.True(File.Exists(marker));
        Assert.All(inputs, input => Assert.True(File.GetLastWriteTimeUtc(input) <= File.GetLastWriteTimeUtc(marker)));

        project.File("texts/hello.txt", "Hello nobody");
        Assert.False(project.TryRun(out _, gate));
        Assert.False(File.Exists(marker));
    }

    static (string[] Inputs, string[] Outputs) Ask(ProjectCreator project)
    {
        (int exitCode, string text) = DotnetProcess.Run(
            project.Folder,
            ["msbuild", "-t:CollectUpToDateCheckInputDesignTime", "-p:DesignTimeBuild=true", "-getItem:UpToDateCheckInput,UpToDateCheckBuilt", "-nologo", "-nodeReuse:false"]);
        Assert.True(exitCode == 0, text);
        JsonElement items = JsonDocument.Parse(text).RootElement.GetProperty("Items");
        return (Paths(items, "UpToDateCheckInput"), Paths(items, "UpToDateCheckBuilt"));
    }

    static string[] Paths(JsonElement items, string type) =>
        [.. items.GetProperty(type).EnumerateArray().Where(item => item.TryGetProperty("Set", out JsonElement set) && set.GetString() == "Ptm").Select(item => item.GetProperty("FullPath").GetString()!)];
}
