using System.Text.RegularExpressions;
using Ptm.Engine.Reporting;
using YamlDotNet.RepresentationModel;

namespace Ptm.Engine.Tests.Documentation;

/// <summary>The examples of docs/ci.md are what they say: short, YAML, and of commands and options that there are.</summary>
public sealed partial class BuildServiceExamplesTests
{
    static readonly string s_text = Repository.Read("docs/ci.md");

    static IReadOnlyList<string> Examples { get; } = [.. Blocks().Matches(s_text).Select(match => match.Groups["yaml"].Value)];

    [Fact]
    public void Each_example_is_YAML_of_ten_lines_at_most_with_the_keys_of_its_service()
    {
        string[][] keys = [["on", "permissions", "jobs"], ["trigger", "pool", "steps"], ["prompts"]];
        Assert.Equal(keys.Length, Examples.Count);
        foreach ((string example, string[] expected) in Examples.Zip(keys))
        {
            Assert.InRange(example.TrimEnd('\n').Split('\n').Length, 1, 10);
            YamlStream stream = [];
            stream.Load(new StringReader(example));
            YamlMappingNode root = Assert.IsType<YamlMappingNode>(Assert.Single(stream.Documents).RootNode);
            Assert.Equal(expected, root.Children.Keys.Select(key => ((YamlScalarNode)key).Value!));
        }
    }

    [Fact]
    public void Each_command_and_option_exists_and_each_file_has_a_format()
    {
        string help = Repository.Read("tests/Ptm.Cli.Tests/__snapshots__/UsageTests.Help_shows_every_option_eval.snap");
        string tool = Repository.Read("src/Ptm.Cli/Ptm.Cli.csproj");
        string targets = Repository.Read("src/Ptm.Build/build/Ptm.Build.targets");
        foreach (string example in Examples)
        {
            Match command = Command().Match(example);
            Assert.True(command.Success, example);
            Assert.Contains($"<ToolCommandName>{command.Groups["tool"].Value}</ToolCommandName>", tool, StringComparison.Ordinal);
            Assert.Contains($"<PackageId>{Package().Match(example).Groups["id"].Value}</PackageId>", tool, StringComparison.Ordinal);
            string[] files = [.. Output().Matches(command.Value).Select(match => match.Groups["file"].Value)];
            Assert.NotEmpty(files);
            Assert.All(files, file => Assert.NotNull(ReportFile.FormatOf(file)));

            // What is written is what the next step takes.
            Assert.All(files, file => Assert.True(example.Split(file).Length > 2, file));
        }

        Assert.All(Options().Matches(s_text).Select(match => match.Value).Distinct().Where(option => option is not ("--tool-path" or "--version" or "--add-source" or "--set")), option => Assert.Contains(option, help, StringComparison.Ordinal));
        Assert.All(Properties().Matches(s_text).Select(match => match.Value).Distinct(), property => Assert.Contains($"$({property})", targets, StringComparison.Ordinal));
    }

    [GeneratedRegex("```yaml\\n(?<yaml>.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\.tools/(?<tool>\w+) eval[^\n]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();

    [GeneratedRegex(@"dotnet tool install --tool-path \.tools (?<id>[\w.]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Package();

    [GeneratedRegex(@"-o (?<file>\S+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Output();

    [GeneratedRegex("(?<![\\w-])--[a-z][a-z-]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Options();

    [GeneratedRegex(@"\bPtm(?=[A-Z])(?!Eval\b)\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Properties();
}
