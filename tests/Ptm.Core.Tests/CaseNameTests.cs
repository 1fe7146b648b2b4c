namespace Ptm.Core.Tests;

public sealed class CaseNameTests
{
    [Theory]
    [InlineData("answers politely", "p \"answers politely\"")]
    [InlineData("a\tb\r\n  c", "p \"a b c\"")]
    [InlineData("", "p \"case-1\"")]
    [InlineData("   ", "p \"case-1\"")]
    [InlineData("🎉👩‍👩‍👧", "p \"🎉👩‍👩‍👧\"")]
    [InlineData("bell\u0007 nul\0", "p \"bell\\u0007 nul\\u0000\"")]
    [InlineData("none \uFFFE", "p \"none \\uFFFE\"")]
    public void A_name_is_one_line_that_no_report_chokes_on(string description, string expected) =>
        Assert.Equal(expected, CaseName.Of("p", "case-1", description));

    [Fact]
    public void A_lone_surrogate_is_spelled_out() =>
        Assert.Equal("p \"half \\uD83D pair\"", CaseName.Of("p", "case-1", "half \ud83d pair"));

    [Fact]
    public void A_long_name_is_cut_between_characters_and_says_so()
    {
        string name = CaseName.OneLine(string.Concat(Enumerable.Repeat("👩‍👩‍👧", 300)), 100);

        Assert.True(name.Length <= 100, name);
        Assert.EndsWith("👩‍👩‍👧…", name, StringComparison.Ordinal);
    }
}
