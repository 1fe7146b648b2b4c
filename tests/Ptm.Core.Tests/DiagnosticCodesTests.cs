using System.Reflection;
using System.Text.RegularExpressions;

namespace Ptm.Core.Tests;

public sealed partial class DiagnosticCodesTests
{
    [Fact]
    public void Every_code_has_a_row_in_the_documentation_and_every_row_a_code()
    {
        string[] codes = [.. typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];
        string page = Repository.Read("docs/codes.md");

        Assert.Equal(codes.Order(StringComparer.Ordinal), Row().Matches(page).Select(match => match.Groups["code"].Value));
    }

    [GeneratedRegex(@"^\| (?<code>PTM\d{4}) \|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
