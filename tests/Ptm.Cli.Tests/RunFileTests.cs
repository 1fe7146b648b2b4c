using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Snapshooter.Xunit3;

namespace Ptm.Cli.Tests;

public sealed partial class RunFileTests
{
    const string Config = """
        prompts:
          - {id: second, raw: "B {{ text }}"}
          - {id: first, raw: "A {{ text }} {{ 1234.5 | round }} {{ 0.1 + 0.2 }}"}
        providers: [echo, {id: echo, label: twin}]
        defaultTest:
          assert: [{type: javascript, value: "({pass: true, score: 0.25, reason: (1234.5).toLocaleString === undefined ? 'none' : String(1234.5)})", weight: 2}]
        tests:
          - {description: zebra, vars: {text: i}, assert: [{type: icontains, value: I}]}
          - {description: apple, vars: {text: "1,5"}, assert: [{type: assert-set, threshold: 0.5, assert: [{type: contains, value: "1,5"}, {type: contains, value: "1.5"}]}]}
          - {description: judge, vars: {text: x}, assert: [{type: search-rubric, value: x}]}
          - {description: none, vars: {}}
        """;

    [Fact]
    public async Task The_run_file_has_every_field_ordered_by_test_prompt_and_provider()
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config);

        (_, JsonElement run) = await workspace.EvaluateAsync();

        string[] tests = ["zebra", "apple", "judge", "none"];
        Assert.Equal(
            from test in tests from prompt in new[] { "second", "first" } from provider in new[] { "echo", "twin" } select $"{test} {prompt} {provider}",
            run.Results().Select(result => $"{result.Text("description")} {result.Text("prompt_id")} {result.Text("provider")}"));
        Snapshot.Match(WithoutTimes(workspace.Scrub(workspace.Read("run.json"))));
    }

    [Fact]
    public async Task Neither_language_nor_time_zone_changes_a_byte_but_times()
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config);
        List<string> files = [];
        foreach ((string language, string zone) in new[] { ("C.UTF-8", "UTC"), ("de_DE.UTF-8", "Pacific/Apia"), ("tr_TR.UTF-8", "America/St_Johns"), ("ar_SA.UTF-8", "Asia/Kathmandu"), ("C.UTF-8", "") })
        {
            PtmOutput output = await workspace.RunAsync(
                new Dictionary<string, string> { ["LANG"] = language, ["LC_ALL"] = language, ["TZ"] = zone, ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = zone.Length == 0 ? "1" : "0" },
                "eval", "-o", "run.json", "--min-score", "12.5", "--max-errors", "4", "--max-unchecked", "1");
            Assert.Equal(0, output.ExitCode);
            Assert.Contains("score " + ScoreOf(workspace), output.Out, StringComparison.Ordinal);
            files.Add(WithoutTimes(workspace.Read("run.json")));
        }

        Assert.Single(files.Distinct(StringComparer.Ordinal));
    }

    static string ScoreOf(Workspace workspace) =>
        JsonElement.Parse(workspace.Read("run.json")).GetProperty("summary").GetProperty("score").GetDouble().ToString("0.##", CultureInfo.InvariantCulture);

    static string WithoutTimes(string json) => Times().Replace(json, "0");

    [GeneratedRegex("""(?<=_ms": )[\d.E-]+|(?<="run_key": ")\w+|(?<="started_at": ")[^"]+(?=\+00:00")""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();
}
