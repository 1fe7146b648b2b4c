using System.Text.Json;
using Ptm.Engine.Grading;

namespace Ptm.Engine.Tests.Grading.Trajectories;

public sealed class TrajectoryTests
{
    static JsonElement Data { get; } = JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Grading", "Trajectories", "conformance", "trajectory.json"))).GetProperty("cases");

    [Fact]
    public async Task Every_verdict_is_the_one_of_promptfoo_or_differs_for_a_reason()
    {
        List<string> wrong = [];
        foreach (JsonElement row in Data.EnumerateArray())
        {
            string expected = row.GetProperty(row.TryGetProperty("difference", out _) ? "ours" : "expected").GetString()!;
            Grade grade = await GradeAsync(row.GetProperty("assert").GetRawText(), [.. Texts(row, "calls").Select(Call)], [.. Texts(row, "steps").Select(name => new ProviderStep(name))]);
            string found = grade.Outcome switch { CaseOutcome.Passed => "pass", CaseOutcome.Failed => "fail", _ => "error" };
            if (found != expected || (found != "error" && Math.Abs(grade.Promptfoo.Score - (found == "pass" ? 1 : 0)) > 1e-9))
            {
                wrong.Add($"{row}: found {found}: {Assert.Single(grade.Assertions).Reason}");
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("""{"type":"trajectory:tool-used","value":["search","mail"]}""", "expected calls of \"search\", \"mail\", found \"search\", \"rank\"")]
    [InlineData("""{"type":"not-trajectory:tool-used","value":"search"}""", "expected no call of \"search\", found \"search\", \"rank\"")]
    [InlineData("""{"type":"trajectory:tool-used","value":{"pattern":"s*","max":0,"min":0}}""", "expected 0 to 0 calls of \"s*\", found 1; the calls were \"search\", \"rank\"")]
    [InlineData("""{"type":"trajectory:tool-sequence","value":["rank","search"]}""", "expected in this order the calls of \"rank\", \"search\", found \"search\", \"rank\"")]
    [InlineData("""{"type":"trajectory:step-count","value":{"type":"tool","max":1}}""", "expected at most 1 steps of type tool, found 2: \"tool:search\", \"tool:rank\"")]
    [InlineData("""{"type":"trajectory:step-count","value":{"type":"message","pattern":"t*","min":2}}""", "expected at least 2 steps of type message named \"t*\", found 1: \"message:thanks\"")]
    public async Task A_failure_says_what_was_done(string assertion, string reason)
    {
        Grade grade = await GradeAsync(assertion, [Call("search"), Call("rank")], [new("thanks", JsonElement.Parse("""{"type":"message"}"""))]);

        Assert.Equal((CaseOutcome.Failed, reason), (grade.Outcome, Assert.Single(grade.Assertions).Reason));
    }

    static IEnumerable<string> Texts(JsonElement row, string name) => row.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);

    static ToolCall Call(string name) => new(name, JsonElement.Parse("{}"));

    static Task<Grade> GradeAsync(string assertion, IReadOnlyList<ToolCall> calls, IReadOnlyList<ProviderStep> steps)
    {
        GradingInput input = GradingCase.Input("done", [GradingCase.Read(assertion)]);
        return GradingCase.GradeAsync(input with { Output = input.Output with { ToolCalls = calls, Steps = steps } });
    }
}
