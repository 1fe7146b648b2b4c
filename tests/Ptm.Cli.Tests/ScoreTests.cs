using System.Text.Json;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Cli.Tests;

public sealed class ScoreTests
{
    const string Header = "prompts: ['{{ text }}']\nproviders: [echo]\n";

    [Fact]
    public async Task A_threshold_is_reached_by_what_a_person_would_calculate()
    {
        using Workspace workspace = Workspace.WithPromptfoo(Header + """
            tests:
              - description: the mean in doubles is 0.7999999999999999
                vars: {text: a}
                threshold: 0.8
                assert: [{type: javascript, value: "0.9"}, {type: javascript, value: "0.9"}, {type: javascript, value: "0.6"}]
              - description: weights
                vars: {text: a}
                threshold: 0.8
                assert: [{type: contains, value: a, weight: 0.1}, {type: contains, value: a, weight: 0.7}, {type: contains, value: b, weight: 0.2}]
              - description: threshold 0 is not unset
                vars: {text: a}
                threshold: 0
                assert: [{type: contains, value: b}]
              - description: unset
                vars: {text: a}
                assert: [{type: contains, value: b}]
              - description: just below
                vars: {text: a}
                threshold: 0.81
                assert: [{type: javascript, value: "0.9"}, {type: javascript, value: "0.9"}, {type: javascript, value: "0.6"}]
            """);

        (_, JsonElement run) = await workspace.EvaluateAsync();

        Assert.Equal(["passed", "passed", "passed", "failed", "failed"], run.Outcomes());
        Assert.Equal([80, 80, 0, 0, 80], run.Results().Select(result => Math.Round(result.GetProperty("score").GetDouble(), 9)));
    }

    [Fact]
    public async Task An_unknown_cost_is_an_error_wherever_a_cost_is_asked_about()
    {
        await using StubModelServer server = new(StubAnswer.Text("a"));
        using Workspace workspace = new();
        workspace.Write("ptm.yaml", $$"""
            providers:
              priceless: {type: openai, model: m, base_url: '{{server.BaseUrl}}', api_key_env: SOME_KEY}
              priced: {type: openai, model: m, base_url: '{{server.BaseUrl}}', api_key_env: SOME_KEY, input_usd_per_1m: 1, output_usd_per_1m: 2}
            cassettes: {mode: off}
            """);
        workspace.Write("prompts/check.yaml", "id: check\nprompt_text: x\nprovider_profiles: [priceless, priced]\ntests: [{assert: [{type: cost, threshold: 1}]}]\n");
        workspace.Write("prompts/limit.yaml", "id: limit\nprompt_text: x\nprovider_profiles: [priceless, priced]\ncost_threshold: 1\ntests: [{assert: [{type: equals, value: a}]}]\n");
        workspace.Write("prompts/gate.yaml", "id: gate\nprompt_text: x\nprovider_profiles: [priceless, priced]\ntests: [{assert: [{type: equals, value: a}]}]\n");
        Dictionary<string, string> key = new() { ["SOME_KEY"] = "k" };

        PtmOutput cases = await workspace.RunAsync(key, "eval", "--prompt", "check", "--prompt", "limit", "-o", "run.json");
        PtmOutput unlimited = await workspace.RunAsync(key, "eval", "--prompt", "gate");
        PtmOutput limited = await workspace.RunAsync(key, "eval", "--prompt", "gate", "--max-cost-usd", "1");
        PtmOutput priced = await workspace.RunAsync(key, "eval", "--prompt", "gate", "--provider", "priced", "--max-cost-usd", "1");
        PtmOutput dear = await workspace.RunAsync(key, "eval", "--prompt", "gate", "--provider", "priced", "--max-cost-usd", "0.001");

        JsonElement run = JsonElement.Parse(workspace.Read("run.json"));
        Assert.Equal(["check priceless error PTM4007", "check priced passed", "limit priceless error PTM4007", "limit priced passed"], run.Results().Select(Line));
        Assert.Equal(JsonValueKind.Null, run.GetProperty("summary").GetProperty("cost_usd").ValueKind);
        Assert.Equal((3, 0, 3, 0, 1), (cases.ExitCode, unlimited.ExitCode, limited.ExitCode, priced.ExitCode, dear.ExitCode));
        Assert.Contains("cost unknown", unlimited.Out, StringComparison.Ordinal);
        Assert.Contains("error PTM1005: ", limited.Out, StringComparison.Ordinal);
        Assert.Contains("error PTM1004: ", dear.Out, StringComparison.Ordinal);
    }

    static string Line(JsonElement result) =>
        $"{result.Text("prompt_id")} {result.Text("provider")} {result.Text("outcome")} {(result.TryGetProperty("error", out JsonElement error) ? error.Text("code") : "")}".TrimEnd();
}
