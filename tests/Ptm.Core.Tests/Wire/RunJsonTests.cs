using System.Text;
using System.Text.Json;

namespace Ptm.Core.Tests.Wire;

public sealed class RunJsonTests
{
    static readonly CaseResult s_result = new()
    {
        Id = "a",
        Description = "says ü and </script>",
        PromptId = "support",
        PromptLabel = "Support",
        Provider = "echo",
        Sample = 2,
        Outcome = CaseOutcome.Error,
        Score = 33.3,
        Promptfoo = new(true, 0.25),
        Prompt = new() { Text = "[...]", Messages = [new("user", "Hi")] },
        Output = new()
        {
            Text = "",
            ToolCalls = [new("find", JsonElement.Parse("""{"q":[1]}"""), "c1"), new("none", JsonElement.Parse("null"))],
            Steps = [new("read", JsonElement.Parse("[1]")), new("think")],
            Tokens = new(3, 4),
            CostUsd = 0.000123456789m,
            Latency = TimeSpan.FromMicroseconds(1_234_567),
            FinishReason = "stop",
            Model = "m",
            Recorded = true,
        },
        Assertions =
        [
            new()
            {
                Type = "assert-set",
                Outcome = CaseOutcome.Failed,
                Score = 0.5,
                Weight = 2,
                Reason = "r",
                Metric = "m",
                Location = new("/x.yaml", 4, 5),
                Assertions = [new() { Type = "javascript", Outcome = CaseOutcome.Error, Score = 0, ErrorCode = "PTM4004", Reason = "threw" }],
            },
        ],
        Metrics = [new() { Name = "relevance", Outcome = CaseOutcome.Passed, Score = 0.8, Threshold = 0.7, Reason = "good", Judge = "j", CostUsd = 0.1m, Tokens = new(1, 2), Location = new("/x.yaml", 9, 1) }, new() { Name = "b", Outcome = CaseOutcome.Error, Threshold = 0.5, ErrorCode = "PTM4001" }],
        Kpis = [new() { Name = "cost_ok", Outcome = CaseOutcome.Unchecked, Score = 1, Weight = 0.5, Threshold = 0.9, Reason = "1", Location = new("/x.yaml", 10, 1) }, new() { Name = "bad", Outcome = CaseOutcome.Error, ErrorCode = "PTM4007", Reason = "no cost" }],
        Error = new("PTM4001", "down", new("/x.yaml", 3)),
        Location = new("/x.yaml", 2, 3),
    };

    static readonly RunResult s_run = new()
    {
        RunKey = "k1",
        State = RunState.Failed,
        Label = "nightly",
        StartedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        EndedAt = new(2026, 1, 2, 3, 4, 6, TimeSpan.Zero),
        CaseCount = 7,
        Owner = "ann",
        VisibilityScope = VisibilityScope.TeamVisible,
        Error = "the disk was full",
        Summary = new() { Total = 1, Errors = 1, Score = 1.5, PassRate = 0, CostUsd = 1.1m, LatencyP95Ms = 3, Tokens = new(3, 4), Duration = TimeSpan.FromMilliseconds(12.345) },
        Results = [s_result],
    };

    [Fact]
    public void A_round_trip_loses_nothing()
    {
        string json = JsonSerializer.Serialize(s_run, PtmJson.For<RunResult>());
        RunResult read = JsonSerializer.Deserialize(json, PtmJson.For<RunResult>())!;

        Assert.Equivalent(s_run with { Results = [] }, read with { Results = [] }, strict: true);
        Assert.Equal(JsonSerializer.Serialize(read, PtmJson.For<RunResult>()), json);
        CaseResult result = Assert.Single(read.Results);
        Assert.Equal(s_result.Output!.Latency, result.Output!.Latency);
        Assert.Equal(s_result.Output.CostUsd, result.Output.CostUsd);
        Assert.Equal(s_result.Output.Tokens, result.Output.Tokens);
        Assert.Equal(["c1", null], result.Output.ToolCalls.Select(call => call.Id));
        Assert.Null(result.Output.Steps[1].Detail);
        Assert.Equal(s_result.Metrics, result.Metrics);
        Assert.Equal(s_result.Kpis, result.Kpis);
        Assert.Equal(s_result.Error, result.Error);
        Assert.Equal(s_result.Location, result.Location);
        Assert.Equal(s_result.Prompt!.Messages, result.Prompt!.Messages);
        Assert.Equal("PTM4004", result.Assertions[0].Assertions[0].ErrorCode);
        Assert.Equal(s_result.Assertions[0].Location, result.Assertions[0].Location);
    }

    [Fact]
    public async Task A_file_is_readable_and_reads_back()
    {
        using MemoryStream file = new();
        await PtmJson.WriteFileAsync(file, s_run, TestContext.Current.CancellationToken);

        string text = Encoding.UTF8.GetString(file.ToArray());
        Assert.StartsWith("{\n  \"schema\": \"ptm.run/1\",\n  \"run_key\": \"k1\"", text, StringComparison.Ordinal);
        Assert.Contains("says ü and </script>", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        Assert.Equal(JsonSerializer.Serialize(s_run, PtmJson.For<RunResult>()), JsonSerializer.Serialize(JsonSerializer.Deserialize(text, PtmJson.For<RunResult>())!, PtmJson.For<RunResult>()));
    }

    [Fact]
    public void A_run_file_of_the_first_version_reads()
    {
        RunResult run = JsonSerializer.Deserialize(
            """
            {
              "schema": "ptm.run/1", "run_key": "0", "state": "completed", "started_at": "2026-01-02T03:04:05+00:00",
              "summary": {"total": 1, "passed": 1, "failed": 0, "errors": 0, "unchecked": 0, "score": 50, "pass_rate": 1, "cost_usd": null, "latency_p95_ms": 0, "tokens": null, "duration_ms": 12.5},
              "results": [{
                "id": "zebra", "description": "zebra", "prompt_id": "second", "prompt_label": "second", "provider": "echo", "outcome": "passed", "score": 50,
                "promptfoo": {"pass": true, "score": 0.5}, "prompt": null, "output": "B i", "cost_usd": 0, "latency_ms": 0.25, "tokens": {"prompt": 1, "completion": 2, "total": 3},
                "file": "/p.yaml", "line": 8, "column": 5,
                "assertions": [{"type": "icontains", "passed": true, "outcome": "passed", "score": 1, "weight": 1, "reason": "r", "file": null, "line": null, "column": null}]
              }]
            }
            """,
            PtmJson.For<RunResult>())!;

        CaseResult result = Assert.Single(run.Results);
        Assert.Equal(("zebra", "B i", TimeSpan.FromMicroseconds(250), new SourceLocation("/p.yaml", 8, 5)), (result.Id, result.Output!.Text, result.Output.Latency, result.Location));
        Assert.Null(result.Prompt);
        Assert.Null(result.Assertions[0].Location);
        Assert.Equal(TimeSpan.FromMilliseconds(12.5), run.Summary.Duration);
    }

    [Theory]
    [InlineData("""{"run_key": "k", "state": "paused"}""", "$.state: 'paused' is none of queued, running, completed, failed, cancelled.")]
    [InlineData("""{"state": "queued"}""", "$: 'run_key' is missing.")]
    [InlineData("""{"schema": "ptm.run/9", "run_key": "k", "state": "queued"}""", "$.schema: 'ptm.run/9' is not ptm.run/1, the one that this version reads.")]
    [InlineData("""{"run_key": "k", "state": "queued", "results": [{"id": "a", "prompt_id": "p", "provider": "e", "outcome": "passed", "line": 1.5}]}""", "$.results[0].line: this has the wrong shape; a whole number is expected.")]
    public void A_wrong_run_is_an_error_with_its_path(string json, string message)
    {
        Assert.Equal(message, Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, PtmJson.For<RunResult>())).Message);
    }

    [Fact]
    public void An_event_holds_the_result_that_came()
    {
        RunProgress progress = new() { RunKey = "k", Sequence = 3, State = RunState.Running, Completed = 1, Total = 2, Result = s_result };

        RunProgress read = JsonSerializer.Deserialize(JsonSerializer.Serialize(progress, PtmJson.For<RunProgress>()), PtmJson.For<RunProgress>())!;

        Assert.Equal(progress with { Result = null }, read with { Result = null });
        Assert.Equal("says ü and </script>", read.Result!.Description);
    }

    [Fact]
    public void Usage_keeps_its_null_shape()
    {
        Assert.Equal("""{"lifetime":null,"last_30d":null,"last_7d":null,"last_request_at":null}""", JsonSerializer.Serialize(new UsageMetrics(), PtmJson.For<UsageMetrics>()));
    }

    [Fact]
    public void A_missing_field_of_telemetry_is_named()
    {
        Assert.Equal(
            "$: 'duration_ms', 'success' is missing.",
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"provider_label": "x", "input_keys": []}""", PtmJson.For<InlineRun>())).Message);
    }

    [Theory]
    [InlineData("""{"detail": "Not found"}""", "Not found")]
    [InlineData("""{"detail": [{"loc": ["body", "tests", 0], "msg": "field required", "type": "x"}, {"msg": "y"}]}""", "body.tests.0: field required\ny")]
    [InlineData("""{"title": "x", "status": 404}""", null)]
    public void Problems_read_in_both_forms(string json, string? detail)
    {
        Assert.Equal(detail, JsonSerializer.Deserialize(json, PtmJson.For<PtmProblem>())!.Detail);
    }
}
