using System.Reflection;
using System.Text.RegularExpressions;

namespace Ptm.Core.Tests;

public sealed partial class DiagnosticCodesTests
{
    [Fact]
    public void Every_code_has_a_row_in_the_documentation_and_every_row_a_code()
    {
        string page = Repository.Read("docs/codes.md");

        Assert.Equal(Codes(), Row().Matches(page).Select(match => match.Groups["code"].Value));
    }

    [Fact]
    public void Every_code_has_a_page_with_its_meaning_a_message_and_what_to_do()
    {
        Assert.Equal(
            Codes().Select(code => $"{code}.md"),
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "codes")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Codes(), code => Assert.Matches(Page(code), Repository.Read($"docs/codes/{code}.md")));
    }

    static IEnumerable<string> Codes() =>
        typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);

    static string Page(string code) => $@"\A# {code}: .+\n\n.+\n\n```\n.*{code}: .+\n```\n\n## What to do\n- ";

    [GeneratedRegex(@"^\| \[(?<code>PTM\d{4})\]\(codes/\k<code>\.md\) \|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
