using System.Text.Json;

namespace Ptm.Cli.Tests;

public sealed class TextTests
{
    [Fact]
    public async Task A_value_arrives_verbatim_in_a_prompt()
    {
        const string Value = """C# {#1} <b>"q"</b> & {{nope}} {% if""";
        using Workspace workspace = new();
        workspace.Write("ptm.yaml", "");
        workspace.Write("prompts/p.yaml", $$$"""
            id: p
            prompt_text: 'Answer as {"k": "{{ v }}"}'
            provider_profiles: [echo]
            tests: [{vars: {v: '{{{Value}}}'}, assert: [{type: contains, value: '"k": "{{ v }}"'}]}]
            """);

        (PtmOutput output, JsonElement run) = await workspace.EvaluateAsync();

        Assert.Equal($$"""Answer as {"k": "{{Value}}"}""", Assert.Single(run.Results()).Text("output"));
        Assert.True(output.ExitCode == 0, output.Out);
        Assert.DoesNotContain("warning", output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_case_shows_and_runs_whatever_its_description()
    {
        string longest = new('d', 1200);
        using Workspace workspace = Workspace.WithTests($$"""
            tests:
              - {vars: {text: a}, assert: [{type: equals, value: a}]}
              - {vars: {text: a}, assert: [{type: equals, value: a}]}
              - {description: twin, vars: {text: a}, assert: [{type: equals, value: a}]}
              - {description: twin, vars: {text: b}, assert: [{type: equals, value: b}]}
              - {description: {{longest}}, vars: {text: a}, assert: [{type: equals, value: a}]}
              - {description: "a\ttab and a\nnewline", vars: {text: a}, assert: [{type: equals, value: a}]}
              - {description: "🐶🐱", vars: {text: a}, assert: [{type: equals, value: a}]}
              - {description: "", vars: {text: c}, assert: [{type: equals, value: c}]}
            """);

        (PtmOutput output, JsonElement run) = await workspace.EvaluateAsync("--max-concurrency", "1");

        Assert.Equal(0, output.ExitCode);
        Assert.Equal(Enumerable.Repeat("passed", 8), run.Outcomes());
        Assert.Equal(8, run.Results().Select(result => result.Text("id")).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["", "", "twin", "twin", longest, "a\ttab and a\nnewline", "🐶🐱", ""], run.Results().Select(result => result.Text("description")));
        string[] shown = [.. output.Lines.Where(line => line.StartsWith("  passed", StringComparison.Ordinal))];
        Assert.Equal(8, shown.Length);
        Assert.All(shown, line => Assert.True(line.Length < 180, line));
        Assert.Contains(shown, line => line.Contains("\"a tab and a newline\"", StringComparison.Ordinal));
        Assert.Contains(shown, line => line.Contains("\"🐶🐱\"", StringComparison.Ordinal));
    }
}
