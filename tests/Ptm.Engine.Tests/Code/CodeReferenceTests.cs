using Ptm.Engine.Code;

namespace Ptm.Engine.Tests.Code;

public sealed class CodeReferenceTests
{
    [Theory]
    [InlineData("file://x.js", "/base/x.js", null)]
    [InlineData("file://./a/x.mjs:check", "/base/a/x.mjs", "check")]
    [InlineData("file:///abs/x.py:a.b", "/abs/x.py", "a.b")]
    [InlineData("file://..\\x.ts", "/x.ts", null)]
    [InlineData("file://x.rb:", "/base/x.rb", null)]
    [InlineData("file://a:b/x.py", "/base/a:b/x.py", null)]
    public void A_path_and_a_function_are_told_apart(string text, string path, string? function)
    {
        CodeReference? code = CodeReference.TryParse(text, "/base", null);
        Assert.NotNull(code);
        Assert.Equal((path, function), (code.Path, code.Function));
    }

    [Theory]
    [InlineData("x.js")]
    [InlineData("file://x.json")]
    [InlineData("file://")]
    [InlineData("file://x.txt:fn")]
    [InlineData("output.includes('file://x.js')")]
    [InlineData("file://x.js\n//")]
    public void Anything_else_is_no_code(string text) => Assert.Null(CodeReference.TryParse(text, "/base", null));
}
