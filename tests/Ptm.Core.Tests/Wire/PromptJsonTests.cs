using System.Text.Json;

namespace Ptm.Core.Tests.Wire;

public sealed class PromptJsonTests
{
    const string SeedPayload = """
        {
          "label": "my_custom_eval",
          "prompt_text": "Summarize: {{text}}",
          "tests": [
            {"description": "short text", "vars": {"text": "The quick brown fox."}, "assert": [
              {"type": "icontains", "value": "API migration"},
              {"type": "javascript", "value": "output.length >= 100"},
              {"type": "assert-set", "threshold": 0.5, "assert": [{"type": "equals", "value": null, "weight": 0}]}
            ]},
            {"description": "short text", "vars": {}, "options": {"transform": "output.trim()", "prefix": "a", "suffix": "b"}, "tags": ["x"], "threshold": 0}
          ],
          "provider_profiles": ["openai_gpt41_mini"],
          "additional_metrics": [{"name": "relevance", "criteria": "Output addresses the input topic."}],
          "judge_profile": "openai_gpt41_mini",
          "additional_kpis": [{"name": "cost_ok", "description": "Under $0.05", "expression": "1 if cost < 0.05 else 0", "weight": 1.0}],
          "cost_threshold": 1.0,
          "latency_threshold_ms": 30000,
          "tool_definitions": [{"type": "function"}],
          "visibility_scope": "org_visible"
        }
        """;

    [Fact]
    public void The_payload_of_the_python_client_reads_whole()
    {
        ManualEval manual = Read<ManualEval>(SeedPayload);

        PromptDefinition prompt = manual.Prompt;
        Assert.Equal(("my_custom_eval", VisibilityScope.OrgVisible, null), (manual.Label, manual.VisibilityScope, manual.Extra));
        Assert.Equal((PtmJson.ManualPromptId, "my_custom_eval", "Summarize: {{text}}"), (prompt.Id, prompt.Label, prompt.Text));
        Assert.Equal(["short text", "short text#2"], prompt.Tests.Select(test => test.Id));
        Assert.Equal([0, 1], prompt.Tests.Select(test => test.Index));
        Assert.Equal(["icontains", "javascript", "assert-set"], prompt.Tests[0].Assertions.Select(assertion => assertion.Type));
        Assertion inner = Assert.Single(prompt.Tests[0].Assertions[2].Assertions);
        Assert.Equal((JsonValueKind.Null, 0), (inner.Value!.Value.ValueKind, inner.Weight));
        Assert.Equal(("output.trim()", "a", "b", 0), (prompt.Tests[1].Transform, prompt.Tests[1].Prefix, prompt.Tests[1].Suffix, prompt.Tests[1].Threshold!.Value));
        Assert.Equal(0.5, Assert.Single(prompt.AdditionalMetrics).Threshold);
        Assert.Equal(("cost_ok", 1, null), (prompt.AdditionalKpis[0].Name, prompt.AdditionalKpis[0].Weight, prompt.AdditionalKpis[0].Threshold));
        Assert.Equal((1.0m, 30_000), (prompt.CostThreshold!.Value, prompt.LatencyThresholdMs!.Value));
        Assert.Equal(JsonValueKind.Array, prompt.ToolDefinitions!.Value.ValueKind);
    }

    [Fact]
    public void What_was_read_is_written_the_same()
    {
        string written = Write(Read<ManualEval>(SeedPayload));

        Assert.Equal(written, Write(Read<ManualEval>(written)));
        Assert.Contains("\"id\":\"manual\"", written, StringComparison.Ordinal);
        Assert.Contains("\"value\":null", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_may_be_called_otherwise_than_its_prompt()
    {
        ManualEval manual = new() { Prompt = new() { Id = "support", Label = "Support", Text = "x" }, Label = "nightly", VisibilityScope = VisibilityScope.TeamVisible };

        ManualEval read = Read<ManualEval>(Write(manual));

        Assert.Equal(("nightly", "Support", VisibilityScope.TeamVisible), (read.Label, read.Prompt.Label, read.VisibilityScope));
    }

    [Fact]
    public void Unknown_fields_are_kept_with_their_place_and_only_those_of_the_root_are_written()
    {
        ManualEval manual = Read<ManualEval>("""
            {"prompt_text": "x", "priority": 3, "tests": [{"asserts": [1], "assert": [{"type": "equals", "treshold": 1}], "options": {"prefx": "a"}}], "additional_metrics": [{"name": "a", "criteria": "b", "weight": 2}]}
            """);

        Assert.Equal(
            ["priority", "$.tests[0].asserts", "$.tests[0].options.prefx", "$.tests[0].assert[0].treshold", "$.additional_metrics[0].weight"],
            manual.Extra!.Select(field => field.Key));
        string written = Write(manual);
        Assert.Contains("\"priority\":3", written, StringComparison.Ordinal);
        Assert.DoesNotContain("asserts", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_the_sender_could_not_run_is_one_here_too()
    {
        PromptDefinition prompt = new()
        {
            Id = "a",
            Text = "x",
            IsPromptfoo = true,
            Tests = [new() { Id = "1", Unsupported = [new("provider", new("/home/me/x.yaml", 3, 4))], Location = new("/home/me/x.yaml", 1, 1) }],
        };

        string written = Write(prompt);
        PromptDefinition read = Read<PromptDefinition>(written);

        Assert.Equal(new UnsupportedFeature("provider", null), Assert.Single(read.Tests[0].Unsupported));
        Assert.True(read.IsPromptfoo);
        Assert.DoesNotContain("/home/me", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id": "a", "tests": {}}""", "$.tests: this has the wrong shape; a list is expected.")]
    [InlineData("""{"id": "a", "tests": [{}, {"threshold": "high"}]}""", "$.tests[1].threshold: this has the wrong shape; a number is expected.")]
    [InlineData("""{"id": "a", "tests": [{"vars": [1]}]}""", "$.tests[0].vars: the variables are an object of names and values.")]
    [InlineData("""{"id": "a", "tests": [null]}""", "$.tests[0]: null stands for nothing here.")]
    [InlineData("""{"id": "a", "tests": [{"assert": [{"value": 1}]}]}""", "$.tests[0].assert[0]: 'type' is missing.")]
    [InlineData("""{"id": "a", "visibility_scope": "everyone"}""", "$.visibility_scope: 'everyone' is none of private, team_visible, org_visible.")]
    [InlineData("""{"id": "a", "version": 1.5}""", "$.version: this has the wrong shape; a whole number is expected.")]
    [InlineData("""{"id": 7}""", "$.id: this has the wrong shape; a text is expected.")]
    [InlineData("""{"prompt_text": "a"}""", "$: 'id' is missing.")]
    [InlineData("""[]""", "$: this has the wrong shape; an object is expected.")]
    public void A_wrong_shape_is_an_error_with_its_path(string json, string message)
    {
        JsonException e = Assert.Throws<JsonException>(() => Read<PromptDefinition>(json));

        Assert.Equal(message, e.Message);
    }

    [Theory]
    [InlineData("""[{"id": "a"}, {"id": "b"}]""")]
    [InlineData("""{"items": [{"id": "a"}, {"id": "b", "owner": "x"}], "total": 2}""")]
    public void A_list_reads_bare_or_as_items(string json)
    {
        Assert.Equal(["a", "b"], Read<IReadOnlyList<PromptDefinition>>(json).Select(prompt => prompt.Id));
    }

    [Fact]
    public void A_list_is_written_as_items()
    {
        Assert.Equal("""{"items":[{"name":"a","prompt_count":1}]}""", Write<IReadOnlyList<PromptGroup>>([new() { Name = "a", PromptCount = 1 }]));
    }

    [Fact]
    public void Deep_json_is_refused()
    {
        string deep = """{"id": "a", "tests": [{"vars": {"x": """ + new string('[', 100) + new string(']', 100) + "}}]}";

        Assert.Throws<JsonException>(() => Read<PromptDefinition>(deep));
    }

    static T Read<T>(string json) => JsonSerializer.Deserialize(json, PtmJson.For<T>())!;

    static string Write<T>(T value) => JsonSerializer.Serialize(value, PtmJson.For<T>());
}
