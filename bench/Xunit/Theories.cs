using System.Globalization;
using Ptm.Xunit;
using Xunit;

namespace Ptm.Bench.Xunit;

/// <summary>The cases of <c>prompts/p.yaml</c>, which the script writes.</summary>
public sealed class OfPrompts
{
    [PtmPromptTheory("p")]
    public void Case()
    {
    }
}

/// <summary>The same data as rows.</summary>
public sealed class Plain
{
    public static IEnumerable<TheoryDataRow<int, string>> Rows()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("BENCH_CASES")!, CultureInfo.InvariantCulture);
        for (int i = 1; i <= count; i++)
        {
            yield return new(i, string.Create(CultureInfo.InvariantCulture, $"Answer {i}")) { TestDisplayName = string.Create(CultureInfo.InvariantCulture, $"p \"case {i}\"") };
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Case(int id, string expected) => Assert.Contains(expected, string.Create(CultureInfo.InvariantCulture, $"Question {id}? Answer {id}."), StringComparison.Ordinal);
}
