using Ptm.Engine.Library.Writing;
using Ptm.Statistics;

namespace Ptm.Engine.Tests.Library.Writing;

/// <summary>Diffs between texts by lines.</summary>
public sealed class UnifiedDiffTests
{
    [Fact]
    public void A_changed_line_stands_between_three_lines_that_stay()
    {
        string before = string.Concat(Enumerable.Range(1, 20).Select(number => $"line {number}\n"));
        string after = before.Replace("line 4\n", "line four\n", StringComparison.Ordinal).Replace("line 18\n", "", StringComparison.Ordinal);

        Assert.Equal(
            """
            --- a/prompt.yaml
            +++ b/prompt.yaml
            @@ -1,7 +1,7 @@
             line 1
             line 2
             line 3
            -line 4
            +line four
             line 5
             line 6
             line 7
            @@ -15,6 +15,5 @@
             line 15
             line 16
             line 17
            -line 18
             line 19
             line 20

            """.ReplaceLineEndings("\n"),
            UnifiedDiff.Of(before, after, "a/prompt.yaml", "b/prompt.yaml"));
    }

    [Fact]
    public void A_last_line_without_an_end_and_a_name_with_a_space_are_told()
    {
        Assert.Equal("--- a b\t\n+++ \"c\\\"\"\n@@ -1 +1 @@\n-one\n\\ No newline at end of file\n+one\n", UnifiedDiff.Of("one", "one\n", "a b", "c\""));
        Assert.Equal("--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n", UnifiedDiff.Of("", "x\ny\n", "a", "b"));
        Assert.Equal("", UnifiedDiff.Of("same", "same", "a", "b"));
    }

    [Fact]
    public void Following_a_diff_gives_the_other_text_by_the_fewest_changes()
    {
        SplitMix64 random = new(7);
        for (int round = 0; round < 500; round++)
        {
            string before = Text(random);
            string after = Text(random);

            string diff = UnifiedDiff.Of(before, after, "a", "b");

            Assert.Equal(after, Patched.By(before, diff));
            Assert.Equal(LengthOfLongestCommon(before.Split('\n'), after.Split('\n')), Kept(before, diff));
        }
    }

    [Fact]
    public void Texts_with_thousands_of_changes_are_told_apart_all_the_same()
    {
        string before = string.Concat(Enumerable.Range(0, 5_000).Select(number => $"a{number}\n"));
        string after = string.Concat(Enumerable.Range(0, 5_000).Select(number => $"b{number}\n"));

        Assert.Equal(after, Patched.By(before, UnifiedDiff.Of(before, after, "a", "b")));
    }

    static string Text(SplitMix64 random) => string.Concat(Enumerable.Range(0, random.NextIndex(12)).Select(_ => $"{random.NextIndex(4)}\n"));

    static int Kept(string before, string diff) => before.Split('\n').Length - diff.Split('\n').Count(line => line.StartsWith('-') && !line.StartsWith("---", StringComparison.Ordinal));

    static int LengthOfLongestCommon(string[] one, string[] other)
    {
        int[][] best = [.. Enumerable.Range(0, one.Length + 1).Select(_ => new int[other.Length + 1])];
        for (int i = 1; i <= one.Length; i++)
        {
            for (int j = 1; j <= other.Length; j++)
            {
                best[i][j] = one[i - 1] == other[j - 1] ? best[i - 1][j - 1] + 1 : Math.Max(best[i - 1][j], best[i][j - 1]);
            }
        }

        return best[one.Length][other.Length];
    }
}
