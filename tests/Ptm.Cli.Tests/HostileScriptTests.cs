using System.Text;
using System.Text.Json;

namespace Ptm.Cli.Tests;

public sealed class HostileScriptTests
{
    const int AtOnce = 16;
    const int Good = 20;

    static readonly string[] s_hostile =
    [
        "while(true){}",
        "(() => { while(true){} })()",
        "Array.from({length:3e8}).fill(0).join('-').length>0",
        "(9n**9000000n).toString().length>1",
        "/(x+x+)+y/.test('x'.repeat(40))",
        "JSON.stringify({a:[...Array(5e7).keys()]}).length>1",
    ];

    [Fact]
    public async Task Hostile_scripts_end_as_errors_beside_good_cases_in_little_memory()
    {
        StringBuilder tests = new("tests:\n");
        foreach (string script in Enumerable.Repeat(s_hostile, 4).SelectMany(scripts => scripts))
        {
            tests.Append("  - {description: hostile, vars: {text: a}, assert: [{type: javascript, value: \"").Append(script).Append("\"}]}\n");
        }

        for (int i = 0; i < Good; i++)
        {
            tests.Append("  - {description: good, vars: {text: a}, assert: [{type: equals, value: a}, {type: javascript, value: \"output === 'a'\"}]}\n");
        }

        using Workspace workspace = Workspace.WithTests(tests.ToString());
        using PtmProcess process = PtmProcess.Start(workspace.Folder, ["eval", "--format", "jsonl", "--max-concurrency", $"{AtOnce}", "-o", "run.json"]);

        PtmOutput output = await process.WaitAsync();

        Assert.True(output.ExitCode == 3, $"exit code {output.ExitCode}\n{output.Out}{output.Error}");
        JsonElement[] results = JsonElement.Parse(workspace.Read("run.json")).Results();
        Assert.Equal(Good, results.Count(result => result.Text("description") == "good" && result.Text("outcome") == "passed"));
        Assert.All(results.Where(result => result.Text("description") == "hostile"), IsErrorOrTrue);
        Assert.Contains(results, result => result.Text("description") == "hostile" && result.Text("outcome") == "error");
        Assert.InRange(process.PeakMegabytes, 1, 400);
        TestContext.Current.TestOutputHelper?.WriteLine($"peak {process.PeakMegabytes:0} MB");
    }

    [Fact]
    public async Task A_script_that_gives_no_answer_is_an_error_that_not_does_not_turn_round()
    {
        string[] scripts = ["(() => { throw new Error('boom'); })()", "(() => { while(true){} })()", "undefined", "nowhere.to.be.found"];
        using Workspace workspace = Workspace.WithTests("tests:\n" + string.Concat(scripts.Select(script => $$"""
              - {vars: {text: a}, assert: [{type: javascript, value: "{{script}}"}]}
              - {vars: {text: a}, assert: [{type: not-javascript, value: "{{script}}"}]}
              - {vars: {text: a}, threshold: 0, assert: [{type: equals, value: a}, {type: not-javascript, value: "{{script}}"}]}

            """)));

        (PtmOutput output, JsonElement run) = await workspace.EvaluateAsync();

        Assert.Equal((3, 3 * scripts.Length), (output.ExitCode, run.Results().Length));
        Assert.All(run.Results(), result => Assert.Equal(("error", "PTM4004"), (result.Text("outcome"), result.GetProperty("error").Text("code"))));
    }

    // The true answers of those that have one: an array of 3e8 zeros joined is long, and so on; the pattern does not match.
    static void IsErrorOrTrue(JsonElement result)
    {
        string outcome = result.Text("outcome");
        bool isPattern = result.GetProperty("assertions")[0].Text("reason").Contains("(x+x+)", StringComparison.Ordinal);
        Assert.True(outcome == "error" || (outcome == "failed") == isPattern, result.ToString());
    }
}
