using System.Text.Json.Nodes;

namespace Ptm.Server.Tests.Contract;

public abstract partial class PtmContract
{
    static readonly Dictionary<string, Func<IPtm, string, Task>> s_ofAPrompt = new()
    {
        ["get_prompt"] = (ptm, id) => ptm.Prompts.GetAsync(id, Token),
        ["get_prompt_tests"] = (ptm, id) => ptm.Prompts.GetTestsAsync(id, Token),
        ["list_prompt_versions"] = (ptm, id) => ptm.Prompts.ListVersionsAsync(id, Token),
        ["get_prompt_version"] = (ptm, id) => ptm.Prompts.GetVersionAsync(id, 1, Token),
        ["get_prompt_contents"] = (ptm, id) => ptm.Prompts.GetContentsAsync(id, cancellationToken: Token),
        ["get_prompt_usage_metrics"] = (ptm, id) => ptm.Prompts.GetUsageAsync(id, Token),
        ["invoke_prompt_eval_ptm"] = (ptm, id) => ptm.Prompts.InvokeEvalAsync(id, [], null, cancellationToken: Token),
        ["invoke_prompt_with_bundle"] = (ptm, id) => ptm.Prompts.InvokeWithBundleAsync(id, [], null, cancellationToken: Token),
        ["record_prompt_client_inline_run"] = (ptm, id) => ptm.Prompts.RecordInlineRunAsync(id, ToldRun(), Token),
        ["run_eval"] = (ptm, id) => ptm.Evaluations.RunAsync(new() { PromptIds = [id] }, Token),
        ["run_prompt_eval"] = (ptm, id) => ptm.RunPromptAsync(id, [], cancellationToken: Token),
        ["get_skills_by_prompt"] = (ptm, id) => ptm.Skills.GetByPromptAsync(id, Token),
        ["publish_skill"] = (ptm, id) => ptm.Skills.PublishAsync(id, new(), cancellationToken: Token),
        ["submit_optimization"] = (ptm, id) => ptm.Optimizations.SubmitAsync(id, cancellationToken: Token),
        ["get_optimization_status"] = (ptm, id) => ptm.Optimizations.GetStatusAsync(id, Token),
        ["get_optimization_history"] = (ptm, id) => ptm.Optimizations.GetHistoryAsync(id, Token),
        ["wait_for_optimization"] = (ptm, id) => ptm.Optimizations.WaitAsync(id, cancellationToken: Token),
    };

    public static TheoryData<string> OfAPrompt => [.. s_ofAPrompt.Keys];

    [Theory]
    [MemberData(nameof(OfAPrompt))]
    public async Task What_asks_for_a_prompt_that_does_not_exist_is_404_and_names_the_nearest(string operation)
    {
        PtmException error = await RefusedAsync(404, DiagnosticCodes.NotFound, () => s_ofAPrompt[operation](Ptm, "support.refnd"));
        Assert.Contains("'support.refnd'", error.Message, StringComparison.Ordinal);
        Assert.Contains("support.refund", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_are_listed_in_their_newest_version_ordered_by_id()
    {
        IReadOnlyList<PromptDefinition> prompts = await Ptm.Prompts.ListAsync(cancellationToken: Token);
        Assert.Equal(["chat.greeter", Summarizer, Refund], prompts.Select(prompt => prompt.Id));
        Assert.All(prompts, prompt => Assert.Equal(1, prompt.Version));
        Assert.All(prompts, prompt => Assert.StartsWith("sha256:", prompt.Hash, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tag", "billing", Refund)]
    [InlineData("tag", "letters", "chat.greeter", Refund)]
    [InlineData("team", "blue", "chat.greeter")]
    [InlineData("service", "shop", Refund)]
    [InlineData("source", "handbook", Refund)]
    [InlineData("search", "MEETING", Summarizer)]
    [InlineData("search", "refund", Refund)]
    [InlineData("group", "support", "chat.greeter", Refund)]
    [InlineData("group", "Support")]
    [InlineData("search", "it's \"a & b=c\" 🐙")]
    public async Task Each_filter_selects(string name, string value, params string[] expected)
    {
        PromptFilter filter = name switch
        {
            "tag" => new() { Tag = value },
            "team" => new() { Team = value },
            "service" => new() { Service = value },
            "source" => new() { Source = value },
            "search" => new() { Search = value },
            _ => new() { Group = value },
        };
        Assert.Equal(expected, (await Ptm.Prompts.ListAsync(filter, Token)).Select(prompt => prompt.Id));
    }

    [Fact]
    public async Task Filters_must_all_hold() =>
        Assert.Equal([Refund], (await Ptm.Prompts.ListAsync(new() { Group = "support", Tag = "letters", Team = "red" }, Token)).Select(prompt => prompt.Id));

    [Fact]
    public async Task A_prompt_is_read_with_its_tests_as_it_was_written()
    {
        PromptDefinition prompt = await Ptm.Prompts.GetAsync(Summarizer, Token);
        Assert.Equal("Summarize the API migration: {{ transcript }}", prompt.Text);
        Assert.Equal((1.0m, 30_000, ScriptedJudge.Name), (prompt.CostThreshold, prompt.LatencyThresholdMs, prompt.JudgeProfile));
        Assert.Equal("get_status", prompt.ToolDefinitions?[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal(("relevance", 0.7), (prompt.AdditionalMetrics[0].Name, prompt.AdditionalMetrics[0].Threshold));
        Assert.Equal("1 if cost < 0.05 else 0", prompt.AdditionalKpis[0].Expression);
        IReadOnlyList<TestCase> tests = await Ptm.Prompts.GetTestsAsync(Summarizer, Token);
        Assert.Equal(["icontains", "javascript"], Assert.Single(tests).Assertions.Select(assertion => assertion.Type));
        Assert.Equal(prompt.Tests[0].Id, tests[0].Id);
    }

    [Fact]
    public async Task Versions_are_listed_without_and_read_with_their_content()
    {
        PromptVersion listed = Assert.Single(await Ptm.Prompts.ListVersionsAsync(Refund, Token));
        Assert.Null(listed.Prompt);
        PromptVersion read = await Ptm.Prompts.GetVersionAsync(Refund, 1, Token);
        Assert.Equal((Refund, 1, listed.Hash), (read.PromptId, read.VersionNumber, read.Hash));
        Assert.Equal((await Ptm.Prompts.GetAsync(Refund, Token)).Text, read.Prompt?.Text);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task A_version_that_does_not_exist_is_404(int version)
    {
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Prompts.GetVersionAsync(Refund, version, Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Prompts.GetContentsAsync(Refund, version, Token));
    }

    [Fact]
    public async Task Contents_hold_what_an_application_needs_and_each_request_counts()
    {
        Assert.Equal(new UsageMetrics { Lifetime = 0, Last30Days = 0, Last7Days = 0 }, await Ptm.Prompts.GetUsageAsync(Summarizer, Token));
        PromptContents contents = await Ptm.Prompts.GetContentsAsync(Summarizer, cancellationToken: Token);
        Assert.Equal(("Summarize the API migration: {{ transcript }}", 1), (contents.PromptText, contents.Version));
        Assert.Equal("names the migration", Assert.Single(contents.Tests).Description);
        Assert.Equal("relevance", Assert.Single(contents.DeepevalMetrics).Name);
        Assert.Equal(1, contents.ToolDefinitions?.GetArrayLength());
        await Ptm.Prompts.GetContentsAsync(Summarizer, 1, Token);
        UsageMetrics usage = await Ptm.Prompts.GetUsageAsync(Summarizer, Token);
        Assert.Equal((2, 2, 2), (usage.Lifetime, usage.Last30Days, usage.Last7Days));
        Assert.NotNull(usage.LastRequestAt);
    }

    [Fact]
    public async Task Contents_of_a_chat_prompt_are_its_messages()
    {
        JsonArray messages = JsonNode.Parse((await Ptm.Prompts.GetContentsAsync("chat.greeter", cancellationToken: Token)).PromptText)!.AsArray();
        Assert.Equal("Greet {{ name }}", (string?)messages[1]!["content"]);
    }

    [Fact]
    public async Task What_an_application_ran_by_itself_can_be_told_and_counts_as_no_request()
    {
        await Ptm.Prompts.RecordInlineRunAsync(Refund, ToldRun(), Token);
        Assert.Equal(0, (await Ptm.Prompts.GetUsageAsync(Refund, Token)).Lifetime);
    }

    [Theory]
    [InlineData("", 1, "a", "provider_label")]
    [InlineData("mine", -1, "a", "duration_ms")]
    [InlineData("mine", 1, "", "input_keys")]
    public async Task What_is_told_of_a_run_and_cannot_be_is_422(string provider, long duration, string key, string field)
    {
        InlineRun run = new() { ProviderLabel = provider, DurationMs = duration, InputKeys = [key], Success = true };
        PtmException error = await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Prompts.RecordInlineRunAsync(Refund, run, Token));
        Assert.Contains($"'{field}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Providers_are_listed_by_id_without_their_keys()
    {
        IReadOnlyList<ProviderProfile> providers = await Ptm.Providers.ListAsync(Token);
        Assert.Contains(ScriptedModel.Name, providers.Select(provider => provider.Id));
        Assert.Equal(providers.Select(provider => provider.Id).Order(StringComparer.Ordinal), providers.Select(provider => provider.Id));
        Assert.DoesNotContain("PTM_CONTRACT_KEY", System.Text.Json.JsonSerializer.Serialize(providers, PtmJson.For<IReadOnlyList<ProviderProfile>>()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_are_listed_by_name_with_how_many_prompts_they_have() =>
        Assert.Equal([("meetings", 1), ("support", 2)], (await Ptm.Groups.ListAsync(Token)).Select(group => (group.Name, group.PromptCount ?? 0)));

    private protected static InlineRun ToldRun() => new() { ProviderLabel = "mine", DurationMs = 12, InputKeys = ["order", "it's \"quoted\""], Success = true };
}
