using Ptm.Engine.Library.Cases;

namespace Ptm.Engine.Tests.Library.Cases;

public sealed class CaseIdSequenceTests
{
    [Theory]
    [InlineData("a,b,a,a,b,c")]
    [InlineData("a,a,a#2,a,a#2")]
    [InlineData("a#2,a,a,a")]
    [InlineData("x#2#2,x,x,x#2,x#2")]
    [InlineData("a#02,a,a,a#02,a#1,a#1,a#,a#,#2,#2")]
    [InlineData("a#3,a,a,a,a#2,a#2#2,a#2")]
    public void Ids_are_those_of_cases_that_are_kept(string bases) => Check(bases.Split(','));

    [Fact]
    public void Ids_are_those_of_cases_that_are_kept_whatever_the_twins()
    {
#pragma warning disable CA5394 // The same samples each time, and no secrets.
        Random random = new(20_261_125);
        string[] names = ["a", "b", "a#2", "a#3", "b#2", "a#2#2", "a#2#3", "a#10", "#2", "c", "c#4", "c#02"];
        for (int round = 0; round < 2_000; round++)
        {
            Check([.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => names[random.Next(names.Length)])]);
        }
#pragma warning restore CA5394
    }

    static void Check(string[] bases)
    {
        CaseIds kept = new();
        HashSet<int> twins = [.. bases.GroupBy(one => one, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => CaseIdSequence.HashOf(group.Key))];
        CaseIdSequence streamed = new(twins);
        string[] expected = [.. bases.Select(one => kept.Next(one, "", default))];

        Assert.Equal(expected, bases.Select(streamed.Next));
        Assert.Equal(expected.Length, expected.Distinct(StringComparer.Ordinal).Count());
    }
}
