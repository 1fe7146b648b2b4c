using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

public sealed class StampTests : IDisposable
{
    const string UpToDate = "Ptm: up to date, 2 of 2 cases passed, score 100 (prompts/refund.yaml)";

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_build_does_not_start_the_evaluator_and_a_touched_file_does_not_either()
    {
        ProjectCreator project = Built();

        Assert.True(project.TryBuild(out BuildOutput second, "--no-restore"));
        Assert.Equal(0, second.Evaluations);
        Assert.Contains(UpToDate, second.Messages);

        string prompt = Path.Combine(project.Folder, "prompts", "refund.yaml");
        File.SetLastWriteTimeUtc(prompt, File.GetLastWriteTimeUtc(prompt).AddHours(1));
        Assert.True(project.TryBuild(out BuildOutput touched, "--no-restore"));
        Assert.Equal(0, touched.Evaluations);
        Assert.Contains(UpToDate, touched.Messages);
    }

    [Fact]
    public void A_changed_prompt_is_evaluated_again()
    {
        ProjectCreator project = Built();
        project.File("prompts/refund.yaml", GatedProject.RedRefund);

        Assert.False(project.TryBuild(out BuildOutput output, "--no-restore"));
        Assert.Equal("PTM1001", Assert.Single(output.Errors).Code);

        Assert.False(project.TryBuild(out BuildOutput again, "--no-restore"));
        Assert.Equal(1, again.Evaluations);
    }

    [Fact]
    public void Prompts_that_are_gone_since_the_gate_was_green_are_an_error_until_the_project_is_cleaned()
    {
        ProjectCreator project = Built();
        Directory.Delete(Path.Combine(project.Folder, "prompts"), recursive: true);

        Assert.False(project.TryRun(out BuildOutput gone, GatedProject.GateAlone));
        Assert.Equal("PTM1009", Assert.Single(gone.Errors).Code);

        Assert.True(project.TryRun(out BuildOutput cleaned, ["msbuild", "-t:Clean"]), cleaned.Text);
        Assert.True(project.TryRun(out BuildOutput without, GatedProject.GateAlone), without.Text);
    }

    [Fact]
    public void A_new_prompt_a_nearer_ptm_yaml_a_changed_property_and_another_provider_are_evaluated_again()
    {
        ProjectCreator project = Built();

        project.File("prompts/again.yaml", GatedProject.Refund.Replace("id: refund", "id: again", StringComparison.Ordinal));
        Assert.True(project.TryBuild(out BuildOutput added, "--no-restore"));
        Assert.Contains(GatedProject.Summary("4 of 4 cases passed, score 100 (prompts/again.yaml and 1 more)"), added.Messages);

        project.File("ptm.yaml", "prompts: prompts/**/*.yaml\n");
        Assert.True(project.TryBuild(out BuildOutput nearer, "--no-restore"));
        Assert.Equal(1, nearer.Evaluations);

        Assert.True(project.TryBuild(out BuildOutput limited, "--no-restore", "-p:PtmMinScore=90"));
        Assert.Equal(1, limited.Evaluations);

        Assert.True(project.TryRun(out BuildOutput chosen, [.. GatedProject.GateAlone, "-p:PtmMinScore=90", "-p:PtmProviders=echo"]));
        Assert.Equal(1, chosen.Evaluations);

        Assert.True(project.TryRun(out BuildOutput unchanged, [.. GatedProject.GateAlone, "-p:PtmMinScore=90", "-p:PtmProviders=echo"]));
        Assert.Equal(0, unchanged.Evaluations);
    }

    [Fact]
    public void A_changed_recording_and_a_new_file_of_recordings_are_evaluated_again()
    {
        ProjectCreator project = Built();
        string cassettes = Path.Combine(project.Folder, "prompts", ".ptm", "cassettes");
        Directory.CreateDirectory(cassettes);

        File.WriteAllText(Path.Combine(cassettes, "gpt.jsonl"), "");
        Assert.True(project.TryBuild(out BuildOutput added, "--no-restore"));
        Assert.Equal(1, added.Evaluations);

        File.WriteAllText(Path.Combine(cassettes, "gpt.jsonl"), "\n");
        Assert.True(project.TryBuild(out BuildOutput changed, "--no-restore"));
        Assert.Equal(1, changed.Evaluations);

        Assert.True(project.TryBuild(out BuildOutput unchanged, "--no-restore"));
        Assert.Equal(0, unchanged.Evaluations);
    }

    [Fact]
    public void Whatever_a_config_reaches_is_evaluated_again_when_it_changes()
    {
        ProjectCreator project = GatedProject.Create(_folder, prompt: null, project => project
            .File("texts/polite.txt", "Dear {{ name }} of {{ env.PTM_TEST_TOWN }}")
            .File("rows.csv", "name,letter,__expected1,__expected2\nAda,file://letters/ada.txt,icontains: ada,javascript: file://checks/check.js\n")
            .File("letters/ada.txt", "a letter")
            .File("checks/check.js", "const { most } = require('./limits.js');\nmodule.exports = output => output.length < most;")
            .File("checks/limits.js", "exports.most = 100;")
            .File("promptfooconfig.yaml", """
                prompts: ["file://texts/**/*.txt"]
                providers: [echo]
                tests: file://rows.csv

                """));
        Dictionary<string, string> environment = new() { ["PTM_TEST_TOWN"] = "London" };

        Evaluates(1, 1, "a first build");
        Evaluates(0, 1, "nothing changed");
        project.File("letters/ada.txt", "another letter");
        Evaluates(1, 1, "a file that a row of a sheet names");
        project.File("checks/limits.js", "exports.most = 1000;");
        Evaluates(1, 1, "what a check's code imports");
        environment["PTM_TEST_TOWN"] = "Paris";
        Evaluates(1, 1, "a variable of the environment that a template reads");
        project.File("texts/more/rude/hey.txt", "Hey {{ name }}");
        Evaluates(1, 2, "a file in a new folder that a pattern finds");
        File.Delete(Path.Combine(project.Folder, "texts", "polite.txt"));
        Evaluates(1, 1, "a file that is gone");
        Evaluates(0, 1, "nothing changed again");
        Assert.DoesNotContain("Paris", File.ReadAllText(Path.Combine(project.Folder, "obj", "App.Debug.ptm")), StringComparison.Ordinal);

        void Evaluates(int times, int cases, string why)
        {
            Assert.True(project.TryRun(out BuildOutput output, GatedProject.GateAlone, environment), output.Text);
            Assert.True(times == output.Evaluations, $"{why}:\n{string.Join('\n', output.Messages.Where(message => message.StartsWith("Ptm", StringComparison.Ordinal)))}");
            Assert.Contains(output.Messages, message => message.Contains($" {cases} of {cases} case", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_a_ptm_yaml_above_the_project_names_in_it_is_evaluated_again_when_it_changes()
    {
        ProjectCreator project = GatedProject.Create(_folder, prompt: null);
        _folder.Write("ptm.yaml", "prompts: \"*/evals/**/*.yaml\"\n");
        _folder.Write("Other/evals/other.yaml", GatedProject.RedRefund);
        _folder.Write("All.proj", $"""
            <Project>
              <Target Name="First">
                {Gate(1)}
                <Copy SourceFiles="refund.yaml" DestinationFiles="App/evals/deep/refund.yaml" />
                {Gate(2)}
              </Target>
              <Target Name="Then">
                {Gate(1)}
                <Delete Files="App/evals/deep/refund.yaml" />
                {Gate(2)}
              </Target>
            </Project>
            """);
        _folder.Write("refund.yaml", GatedProject.Refund);

        Assert.Equal(["none", "green"], Gates("First"));
        Assert.Equal(["up to date", "gone"], Gates("Then"));

        string[] Gates(string target)
        {
            (_, string text) = DotnetProcess.Run(_folder.Path, ["msbuild", "All.proj", $"-t:{target}", "-nologo", "-tl:off", "-nodeReuse:false", "-v:detailed", "-clp:NoSummary"]);
            return [.. text.Split('\n').Select(Outcome).OfType<string>()];
        }

        static string? Outcome(string line) =>
            line.Contains("Ptm.Build: no prompts in App.csproj", StringComparison.Ordinal) ? "none"
            : line.Contains($"{GatedProject.Summary("2 of 2 cases passed, score 100")} ({Path.Combine("evals", "deep", "refund.yaml")} of ptm.yaml)", StringComparison.Ordinal) ? "green"
            : line.Contains("Ptm: up to date, 2 of 2 cases passed", StringComparison.Ordinal) ? "up to date"
            : line.Contains("error PTM1009", StringComparison.Ordinal) ? "gone"
            : null;

        // Equal properties would be one build of the project.
        static string Gate(int number) => $"""<MSBuild Projects="App/App.csproj" Targets="PtmGate" Properties="BuildingProject=true;Number={number}" ContinueOnError="ErrorAndContinue" />""";
    }

    [Fact]
    public void A_report_that_was_deleted_is_written_again()
    {
        ProjectCreator project = GatedProject.Create(_folder, configure: project => project.Property("PtmReport", "obj/report.json"));
        string report = Path.Combine(project.Folder, "obj", "report.json");
        Assert.True(project.TryBuild(out _));
        Assert.Contains("\"ptm.run/1\"", File.ReadAllText(report), StringComparison.Ordinal);

        File.Delete(report);
        Assert.True(project.TryBuild(out BuildOutput output, "--no-restore"));

        Assert.Equal(1, output.Evaluations);
        Assert.True(File.Exists(report));
    }

    [Fact]
    public void Against_a_server_every_build_evaluates()
    {
        ProjectCreator project = Built();
        Dictionary<string, string> server = new() { ["PTM_API_BASE_URL"] = "http://127.0.0.1:9" };

        project.TryRun(out BuildOutput output, ["build", "--no-restore"], server);

        Assert.Equal(1, output.Evaluations);
    }

    [Fact]
    public void A_clean_takes_the_stamp_along()
    {
        ProjectCreator project = Built();
        string stamp = Path.Combine(project.Folder, "obj", "App.Debug.ptm");
        Assert.True(File.Exists(stamp));

        Assert.True(project.TryRun(out BuildOutput cleaned, ["clean"]));

        Assert.Equal(0, cleaned.Evaluations);
        Assert.False(File.Exists(stamp));
    }

    ProjectCreator Built()
    {
        ProjectCreator project = GatedProject.Create(_folder);
        Assert.True(project.TryBuild(out BuildOutput first));
        Assert.Equal(1, first.Evaluations);
        return project;
    }
}
