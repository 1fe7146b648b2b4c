using System.Globalization;
using System.Text.RegularExpressions;
using Ptm.ProjectCreation;
using Snapshooter.Xunit3;

namespace Ptm.Build.Tests;

/// <summary>Every kind of text that the gate says, in one build of many projects.</summary>
public sealed partial class TextTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_the_gate_says()
    {
        GatedProject.Create(_folder, GatedProject.RedRefund);
        GatedProject.Create(_folder, name: "Green", prompt: GatedProject.Refund[..GatedProject.Refund.IndexOf("  - description: names the window", StringComparison.Ordinal)].Replace("{{ item }}", "{{ item }}{{ extra }}", StringComparison.Ordinal));
        ProjectCreator fallen = GatedProject.Create(_folder, Many("lamp"), name: "Fallen");
        (int exitCode, string made) = DotnetProcess.Run(fallen.Folder, [GatedProject.Evaluator, "eval", "-c", "prompts/refund.yaml", "--write-baseline", "baseline.json"]);
        Assert.True(exitCode == 0, made);
        fallen.File("prompts/refund.yaml", Many("sofa"));
        GatedProject.Create(_folder, name: "Named", configure: project => project
            .File("ptm.yaml", "prompts: evals/**/*.yaml\n")
            .File("evals/again.yaml", GatedProject.RedRefund.Replace("id: refund", "id: again", StringComparison.Ordinal))
            // Another project's.
            .File("evals/Other/Other.csproj", "<Project />")
            .File("evals/Other/other.yaml", "prompt_text: ["));
        GatedProject.Create(_folder, name: "None", prompt: null, configure: project => project.File("Prompts/refund.txt", ""));

        _folder.Write("All.proj", $"""
            <Project>
              <Target Name="All">
                {Gate("a case fails", "App")}
                {Gate("below its limits", "App", "PtmMinScore=80;PtmMinPassRate=0.9")}
                {Gate("too few cases to tell", "App", "PtmMinPassRate=0.5;PtmConfidence=0.95")}
                {Gate("fallen below its baseline", "Fallen", "PtmBaseline=baseline.json")}
                {Gate("values out of range", "App", "PtmMinScore=101;PtmMinPassRate=90;PtmMaxErrors=-1;PtmOnInconclusive=perhaps;PtmCassettes=play;PtmReport=run.docx")}
                {Gate("values that are no numbers", "App", "PtmMinScore=80%25;PtmTimeoutSeconds=0;PtmSamples=many")}
                {Gate("no prompt", "App", "EnableDefaultPtmPromptItems=false;PtmMinScore=80")}
                {Gate("no prompt, and none was asked for", "None")}
                {Gate("the same for another framework", "None", "Once=more")}
                {Gate("no prompt of ptm.yaml", "Named", "EnableDefaultPtmPromptItems=false")}
                {Gate("a prompt of ptm.yaml", "Named")}
                {Gate("misspelt", "App", "PtmEvalEnabled=ture;PtmMinPasRate=0.9;PtmRepositories=two")}
                {Gate("a key as a property", "App", "OPENAI_API_KEY=sk-x")}
                {Gate("green, with a warning", "Green")}
                {Gate("the same once more in this build", "Green", "Once=more")}
                {Gate("disabled", "App", "PtmEvalEnabled=false")}
              </Target>
            </Project>
            """);
        (_, string text) = DotnetProcess.Run(_folder.Path, ["msbuild", "All.proj", "-nologo", "-tl:off", "-nodeReuse:false", "-v:detailed", "-clp:NoSummary"]);
        (_, string again) = DotnetProcess.Run(_folder.Path, ["msbuild", "Green/Green.csproj", "-t:PtmGate", "-p:BuildingProject=true", "-nologo", "-tl:off", "-nodeReuse:false", "-v:detailed", "-clp:NoSummary"]);

        Snapshot.Match(string.Join('\n', Said(text).Append("== the next build").Concat(Said(again))));
    }

    static string Gate(string title, string project, string properties = "") => $"""
        <Message Importance="high" Text="== {title}" />
        <MSBuild Projects="{project}/{project}.csproj" Targets="PtmGate" Properties="BuildingProject=true;{properties}" ContinueOnError="ErrorAndContinue" />
        """;

    // Thirty of them, so that a fall is no noise.
    static string Many(string item) => "id: many\nprovider_profiles: [echo]\nprompt_text: \"Refund the " + item + " of {{ name }}\"\ntests:\n"
        + string.Concat(Enumerable.Range(0, 30).Select(index => string.Create(CultureInfo.InvariantCulture, $"  - {{ vars: {{ name: n{index} }}, assert: [{{ type: contains, value: lamp }}] }}\n")));

    // The cases of a prompt come in any order, and so do prompts.
    IEnumerable<string> Said(string text) => text
        .Replace(_folder.Path, "{folder}", StringComparison.Ordinal)
        .Replace($"Ptm {GatedProject.Version}:", "Ptm {version}:", StringComparison.Ordinal)
        .Split('\n')
        .Select(line => Host().Replace(Number().Replace(line.Trim(), ""), "Ptm: dotnet exec ptm.dll "))
        .Select(line => Targets().Replace(line, "{targets}"))
        .Where(line => Ours().IsMatch(line) && !Case().IsMatch(line));

    [GeneratedRegex(@"^Ptm(\.Build)?[ :]|^==|(error|warning) PTM\d", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ours();

    [GeneratedRegex(@"^Ptm: ((passed|failed|error|unchecked) |refund: 2 of 2)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Case();

    [GeneratedRegex(@"^Ptm: \S+ exec \S+ ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Host();

    [GeneratedRegex(@"^\S*Ptm\.Build\.targets\(\d+,\d+\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Targets();

    // Of the project's instance.
    [GeneratedRegex(@"^\d+(:\d+)?>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
