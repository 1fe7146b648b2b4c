using System.Reflection;
using System.Text.RegularExpressions;

namespace Ptm.Core.Tests;

public sealed partial class DiagnosticCodesTests
{
    [Fact]
    public void Every_code_has_a_row_in_the_documentation_and_every_row_a_code()
    {
        string[] codes = [.. typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];
        string page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "codes.md"));

        Assert.Equal(codes.Order(StringComparer.Ordinal), Row().Matches(page).Select(match => match.Groups["code"].Value));
    }

    static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Ptm.Testing.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Ptm.Testing.sln was not found above the tests.");
    }

    [GeneratedRegex(@"^\| (?<code>PTM\d{4}) \|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
