using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Core.Tests.Client;

/// <summary>Calls each method of the Python client by its name, with every parameter set.</summary>
public static class SeedMethod
{
    const string Id = "my team/summarizer%2f\"ü";

    static readonly JsonObject s_inputs = new() { ["text"] = "Hello" };
    static readonly InvokeOptions s_invoke = new() { JudgeProfile = "judge", Timeout = TimeSpan.FromSeconds(90), Amend = true };
    static readonly InlineRun s_inline = new() { ProviderLabel = "laptop", DurationMs = 12, InputKeys = ["text"], Success = true };
    static readonly SkillPayload s_payload = new() { Description = "d", PromptVersion = 2, Files = new Dictionary<string, string> { ["a/b.md"] = "B" }, VisibilityScope = VisibilityScope.TeamVisible, Extra = new() { ["x"] = true } };

    static readonly PromptDefinition s_prompt = new()
    {
        Id = "p",
        Label = "P",
        Text = "Summarize: {{text}}",
        Tests = [new() { Id = "smoke", Description = "smoke", Vars = JsonElement.Parse("""{"text":"Hello, world."}"""), Assertions = [new() { Type = "not-regex", Value = JsonElement.Parse("\"^$\""), Threshold = 0, Weight = 2 }] }],
        ProviderProfiles = ["openai_gpt41_mini"],
        AdditionalMetrics = [new() { Name = "relevance", Criteria = "on topic", Threshold = 0.7 }],
        JudgeProfile = "judge",
        AdditionalKpis = [new() { Name = "cost_ok", Description = "Under $0.05", Expression = "1 if cost < 0.05 else 0" }],
        CostThreshold = 1.0m,
        LatencyThresholdMs = 30_000,
        ToolDefinitions = JsonElement.Parse("[]"),
    };

    public static async Task CallAsync(string name, IPtm ptm, string home)
    {
#pragma warning disable PTMOBS001, PTMOBS002, PTMOBS003 // The twins are called on purpose.
        Task call = name switch
        {
            "list_prompts" => ptm.Prompts.ListAsync(new() { Tag = "a b", Team = "t", Service = "s", Source = "src", Search = "x&y", Group = "g" }),
            "get_prompt" => ptm.Prompts.GetAsync(Id),
            "get_prompt_tests" => ptm.Prompts.GetTestsAsync(Id),
            "list_prompt_versions" => ptm.Prompts.ListVersionsAsync(Id),
            "get_prompt_version" => ptm.Prompts.GetVersionAsync(Id, 3),
            "create_prompt" => ptm.Prompts.CreateAsync(s_prompt with { VisibilityScope = VisibilityScope.OrgVisible, Tags = ["a"], Group = "g" }),
            "get_prompt_contents" => ptm.Prompts.GetContentsAsync(Id, 2),
            "get_prompt_usage_metrics" => ptm.Prompts.GetUsageAsync(Id),
            "list_providers" => ptm.Providers.ListAsync(),
            "list_groups" => ptm.Groups.ListAsync(),
            "run_eval" => ptm.Evaluations.RunAsync(new() { PromptIds = ["p"], ProviderIds = ["e"], Label = "l", JudgeProfile = "j", VisibilityScope = VisibilityScope.Private, Extra = new() { ["priority"] = "high", ["nested"] = new JsonArray(1, null) } }),
            "run_manual_eval" => ptm.Evaluations.RunManualAsync(new() { Prompt = s_prompt, Label = "my_custom_eval", Extra = new() { ["priority"] = 1 } }),
            "run_prompt_eval" => ptm.RunPromptAsync("my_team.summarizer", ["openai_gpt41_mini"], new() { InjectVars = new() { ["text"] = "live" }, ExtraTests = [new() { Id = "a", Vars = JsonElement.Parse("""{"text":"extra"}""") }], Label = "l" }),
            "list_runs" => ptm.Runs.ListAsync(10, terminalOnly: true, mineOnly: true),
            "get_run" => ptm.Runs.GetAsync("r1"),
            "wait_for_run" => ptm.Runs.WaitAsync("r1"),
            "run_report" => ptm.Runs.ReportAsync("r1"),
            "submit_optimization" => ptm.Optimizations.SubmitAsync(Id),
            "optimize_prompt" => ptm.Optimizations.OptimizeAsync(Id, new()
            {
                ProviderProfiles = ["e"],
                JudgeProfile = "j",
                MaxCycles = 1,
                TargetScore = 95.5,
                MinImprovement = 0.5,
                MaxCostUsd = 1.25m,
                ComparisonStrategy = "c",
                VisibilityScope = VisibilityScope.OrgVisible,
                StabilitySamples = 3,
                ValidationSamples = 4,
                FlakinessThreshold = 0.1,
                MinConsistentImprovement = 1.5,
                VarianceAwareMutator = true,
                VarianceSignal = "v",
                EnforceTargetScore = false,
                ChainedBaselineMode = "b",
            }),
            "get_optimization_status" => ptm.Optimizations.GetStatusAsync(Id),
            "get_optimization_history" => ptm.Optimizations.GetHistoryAsync(Id),
            "get_optimization_detail" => ptm.Optimizations.GetAsync("o/1"),
            "cancel_optimization" => ptm.Optimizations.CancelAsync("o/1"),
            "wait_for_optimization" => ptm.Optimizations.WaitAsync(Id),
            "list_skills" => ptm.Skills.ListAsync(new() { PromptId = "p", Team = "t", Search = "s", Extra = new Dictionary<string, string> { ["status"] = "live" } }),
            "get_skill" => ptm.Skills.GetAsync("my_team.summarizer"),
            "get_skill_by_name" => ptm.Skills.GetByNameAsync("my_team.summarizer"),
            "get_skills_by_prompt" => ptm.Skills.GetByPromptAsync(Id),
            "publish_skill" => ptm.Skills.PublishAsync(Id, s_payload, "my_team.summarizer"),
            "update_skill" => ptm.Skills.UpdateAsync("s1", s_payload),
            "delete_skill" => ptm.Skills.DeleteAsync("s1"),
            "install_skill_for_claude_code" => ptm.Skills.InstallForClaudeCodeAsync("s1", homeFolder: home),
            "invoke_skill" => ptm.Skills.InvokeAsync("s1", s_inputs),
            "invoke_skill_by_name" => ptm.Skills.InvokeByNameAsync("my_team.summarizer", s_inputs, "echo", amend: true),
            "invoke_prompt" => ptm.Prompts.InvokeAsync(Id, s_inputs, "echo"),
            "invoke_skill_eval_ptm" => ptm.Skills.InvokeEvalAsync("s1", s_inputs, "echo", s_invoke),
            "invoke_prompt_eval_ptm" => ptm.Prompts.InvokeEvalAsync(Id, s_inputs, "echo"),
            "invoke_skill_with_bundle" => ptm.Skills.InvokeWithBundleAsync("s1", s_inputs, "echo", s_invoke),
            "invoke_skill_with_bundle_by_name" => ptm.Skills.InvokeWithBundleByNameAsync("my_team.summarizer", s_inputs, "echo"),
            "invoke_prompt_with_bundle" => ptm.Prompts.InvokeWithBundleAsync(Id, s_inputs, "echo"),
            "record_skill_client_inline_run" => ptm.Skills.RecordInlineRunAsync("s1", s_inline),
            "record_prompt_client_inline_run" => ptm.Prompts.RecordInlineRunAsync(Id, s_inline),
            "get_skill_contents" => ptm.Skills.GetContentsAsync("my_team.summarizer"),
            "get_skill_usage_metrics" => ptm.Skills.GetUsageAsync("s1"),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such method."),
        };
#pragma warning restore PTMOBS001, PTMOBS002, PTMOBS003
        await call;
    }
}
