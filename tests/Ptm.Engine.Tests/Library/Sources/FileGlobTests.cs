using Ptm.Engine.Library.Sources;

namespace Ptm.Engine.Tests.Library.Sources;

public sealed class FileGlobTests : IDisposable
{
    readonly TempFolder _folder = new();

    public FileGlobTests()
    {
        foreach (string file in new[] { "a.txt", "b.txt", "B.txt", "c.md", "sub/a.txt", "sub/deep/z.txt", "sub/deep/a.json", ".hidden/x.txt", ".dot.txt", "x1.csv", "x2.csv", "xy.csv", "odd[1].txt", "{q}.txt" })
        {
            _folder.Write(file, "");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("*.txt", "B.txt a.txt b.txt odd[1].txt {q}.txt")]
    [InlineData("**/*.txt", "B.txt a.txt b.txt odd[1].txt sub/a.txt sub/deep/z.txt {q}.txt")]
    [InlineData("sub/**", "sub/a.txt sub/deep/a.json sub/deep/z.txt")]
    [InlineData("sub/**/a.*", "sub/a.txt sub/deep/a.json")]
    [InlineData("x?.csv", "x1.csv x2.csv xy.csv")]
    [InlineData("x[0-9].csv", "x1.csv x2.csv")]
    [InlineData("x[!0-9].csv", "xy.csv")]
    [InlineData("{a,c}.{txt,md}", "a.txt c.md")]
    [InlineData("*/{a.txt,deep/z.txt}", "sub/a.txt sub/deep/z.txt")]
    [InlineData("./sub/../*.md", "c.md")]
    [InlineData("sub\\*.txt", "sub/a.txt")]
    [InlineData(".*/*.txt", ".hidden/x.txt")]
    [InlineData("odd[1].txt", "odd[1].txt")]
    [InlineData("{q}.txt", "{q}.txt")]
    [InlineData("*.none", "")]
    [InlineData("nobody/**/*.txt", "")]
    public void A_pattern_finds_files_in_ordinal_order(string pattern, string expected) =>
        Assert.Equal(expected, string.Join(' ', FileReference.Parse("file://" + pattern, _folder.Path).Find().Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/'))));

    [Fact]
    public void A_link_that_leads_back_up_is_not_followed()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "sub", "up"), _folder.Path);

        Assert.Single(FileReference.Parse("**/z.txt", _folder.Path).Find());
    }

    [Fact]
    public void Braces_without_end_are_refused() =>
        Assert.Equal(
            DiagnosticCodes.LimitExceeded,
            Assert.Throws<PtmException>(() => BraceList.Expand(string.Concat(Enumerable.Repeat("{a,b}", 30)))).Diagnostics[0].Code);

    [Fact]
    public void Stars_without_end_take_no_time() =>
        Assert.False(NamePattern.IsMatch(new string('a', 2000), string.Concat(Enumerable.Repeat("*a", 500)) + "b"));
}
