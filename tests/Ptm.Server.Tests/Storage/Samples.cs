using System.Globalization;
using System.Text.Json;
using Ptm.Engine.Stores;

namespace Ptm.Server.Tests.Storage;

/// <summary>Prompts, runs and results to store.</summary>
internal static class Samples
{
    public const string Awkward = "quotes \"'` and \\, é, 日本, 🐙, \t and a line\nmore; DROP TABLE run; --";

    public static Ownership Ann { get; } = new("ann", "red", VisibilityScope.TeamVisible);

    public static PromptDefinition Prompt(string id = "support.refund", string text = "Answer {{ question }}", int tests = 2) => new()
    {
        Id = id,
        Label = Awkward,
        Text = text,
        Tags = ["a", "b"],
        ProviderProfiles = ["echo", "second"],
        CostThreshold = 0.1m,
        LatencyThresholdMs = 1.5,
        ToolDefinitions = JsonElement.Parse("""[{"name":"find","strict":true}]"""),
        Tests =
        [
            .. Enumerable.Range(0, tests).Select(index => new TestCase
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"case {index}"),
                Description = Awkward,
                Index = index,
                Vars = JsonElement.Parse("""{"question":"why?","number":1.50}"""),
                Threshold = 0.5,
            }),
        ],
    };

    public static RunSpec Spec(int tests = 2, int samples = 1) => new() { Prompts = [Prompt(tests: tests)], Samples = samples };

    public static StoredRun Run(string key, DateTimeOffset startedAt, Ownership? owner = null, int cases = 4, string? idempotencyKey = null, string? amends = null) => new()
    {
        RunKey = key,
        Label = Awkward,
        Ownership = owner ?? Ann,
        State = RunState.Queued,
        CaseCount = cases,
        StartedAt = startedAt,
        IdempotencyKey = idempotencyKey,
        Amends = amends,
    };

    public static StoredResult Result(int index, CaseOutcome outcome = CaseOutcome.Passed, double? score = 100, string text = "the answer") => new(index, new CaseResult
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"case {index}"),
        Description = Awkward,
        PromptId = "support.refund",
        Provider = "echo",
        Outcome = outcome,
        Score = score,
        Promptfoo = new(outcome == CaseOutcome.Passed, 1),
        Output = new() { Text = text, CostUsd = 0.0000001m, Latency = TimeSpan.FromMilliseconds(12), Tokens = new(3, 4) },
        Assertions = [new() { Type = "contains", Outcome = outcome, Score = 1, Reason = Awkward }],
    });
}
