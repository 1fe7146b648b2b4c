using System.Globalization;
using System.Text.Json;

namespace Ptm.Engine.Tests.Running;

/// <summary>What promptfoo renders, kept beside this file, against ours. <c>regenerate.py</c> there asks promptfoo again.</summary>
public sealed class RenderingConformanceTests(RenderingRun run) : IClassFixture<RenderingRun>
{
    public static TheoryData<int, string> Names()
    {
        TheoryData<int, string> rows = [];
        for (int index = 0; index < RenderingRun.Cases.Count; index++)
        {
            rows.Add(index, RenderingRun.Cases[index].GetProperty("name").GetString()!);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void A_prompt_is_what_promptfoo_makes_of_it_or_differs_for_a_reason(int index, string name)
    {
        JsonElement row = RenderingRun.Cases[index];
        Assert.Equal(name, row.GetProperty("name").GetString());
        CaseResult result = run[index];
        string? expected = row.GetProperty("expected").GetString();
        if (row.TryGetProperty("differs", out JsonElement reason))
        {
            Assert.NotEqual("", reason.GetString());
            string? ours = row.GetProperty("ours").GetString();
            Assert.NotEqual(expected, ours);
            expected = ours;
        }

        if (expected is null)
        {
            Assert.Equal(CaseOutcome.Error, result.Outcome);
            Assert.True(result.Error!.Location is { File.Length: > 0, Line: > 0 }, $"no place: {result.Error.Message}");
        }
        else
        {
            Assert.Null(result.Error);
            Assert.Equal(expected, result.Output!.Text);
        }
    }

    [Fact]
    public void Most_of_it_agrees()
    {
        int all = RenderingRun.Cases.Count;
        int different = RenderingRun.Cases.Count(row => row.TryGetProperty("differs", out _));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all - different} of {all} prompts and variables are rendered as promptfoo renders them"));

        Assert.InRange(different, 0, all / 10);
    }
}
