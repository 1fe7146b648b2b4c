using System.Text.RegularExpressions;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Grading;
using Ptm.Engine.Library;
using Ptm.Engine.Reporting;
using Ptm.Engine.Templating.Filters;

namespace Ptm.Engine.Tests.Documentation;

/// <summary>What the documentation says is so.</summary>
public sealed partial class DocumentationTests : IDisposable
{
    readonly TempFolder _folder = new();

    public static IEnumerable<TheoryDataRow<string>> Documents =>
        Repository.TextFiles().Where(path => path.EndsWith(".md", StringComparison.Ordinal)).Select(path => new TheoryDataRow<string>(path));

    public static IEnumerable<TheoryDataRow<string, int>> Files =>
        from document in Documents
        from block in CodeBlock.Of(document.Data)
        where block.File is not null
        select new TheoryDataRow<string, int>(block.Document, block.Line);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_somewhere(string document)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        foreach (Match link in Link().Matches(WithoutBlocks(document)))
        {
            string[] target = link.Groups["target"].Value.Split('#');
            if (target[0].Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            string path = target[0].Length == 0 ? Path.Combine(Repository.Root, document) : Path.GetFullPath(target[0], folder);
            Assert.True(Path.Exists(path), $"{document} links to {target[0]}, which is not there");
            if (target.Length > 1)
            {
                Assert.Contains(target[1], Anchors(Path.GetRelativePath(Repository.Root, path)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_it_shows_loads(string document, int line)
    {
        CodeBlock block = Block(document, line);

        PromptLibrary library = PromptLibrary.Open(Write(block));

        Assert.NotEmpty(library.Prompts);
        Assert.Empty(library.Warnings);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_case_it_shows_on_echo_passes(string document, int line)
    {
        using PtmEngine engine = PtmEngine.Open(Write(Block(document, line)));
        EvalPlan plan = engine.Plan();

        RunResult run = await engine.RunAsync(new([.. plan.Cases.Where(planned => planned.Provider == "echo")]), null, TestContext.Current.CancellationToken);

        Assert.All(run.Results, result => Assert.True(result.Outcome == CaseOutcome.Passed, CaseReport.Of(result)));
    }

    [Fact]
    public void The_recordings_it_shows_are_recordings()
    {
        CodeBlock block = Assert.Single(CodeBlock.Of("docs/cassettes.md"), block => block.Language == "jsonl");

        CassetteFile file = CassetteFile.Read(_folder.Write("model.jsonl", block.Text));

        Assert.NotNull(file.Comment);
        Assert.Equal(2, file.Recordings.Count);
    }

    [Fact]
    public void Every_type_of_assertion_is_described()
    {
        string document = Repository.Read("docs/assertions.md");

        Assert.All(AssertionCatalog.Names, type => Assert.Contains($"`{type}`", document, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_type_that_runs_is_shown_in_a_file_that_runs()
    {
        CodeBlock block = Assert.Single(CodeBlock.Of("docs/assertions.md"), block => block.File == "prompts/assertions.yaml");
        string[] askOfTheProvider = ["finish-reason", "perplexity", "perplexity-score", "is-valid-openai-tools-call", "is-valid-function-call", "is-valid-openai-function-call", "trajectory:tool-used", "trajectory:tool-sequence", "trajectory:step-count"];
        string[] needWhatNotEveryMachineHas = ["ruby", "webhook"];
        string[] askAJudge = [.. AssertionCatalog.Names.Where(type => AssertionCatalog.AsksAJudge(type) || AssertionCatalog.IsComparison(type))];
        CodeBlock judged = Assert.Single(CodeBlock.Of("docs/metrics.md"), block => block.File == "prompts/judged.yaml");
        Assert.InRange(askAJudge.Length, 16, 100);
        Assert.All(askAJudge, type => Assert.Contains($"type: {type}", judged.Text, StringComparison.Ordinal));

        Assert.All(
            AssertionCatalog.Names.Where(type => AssertionCatalog.SupportOf(type) == AssertionSupport.Supported).Except(askOfTheProvider).Except(needWhatNotEveryMachineHas).Except(askAJudge),
            type => Assert.Contains($"type: {type}", block.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_filter_and_test_of_templates_is_listed()
    {
        string document = Repository.Read("docs/templates.md");

        Assert.All(FilterTable.Names.Concat(ValueTests.Names), name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_property_of_the_build_is_described()
    {
        string comment = Repository.Read("src/Ptm.Build/build/Ptm.Build.props").Split("<!--")[1].Split("-->")[0];
        string[] properties = [.. Property().Matches(comment).Select(match => match.Value).Distinct(StringComparer.Ordinal)];

        string document = Repository.Read("docs/build.md");

        Assert.Contains("PtmMinScore", properties);
        Assert.All(properties, property => Assert.Contains($"`{property}`", document, StringComparison.Ordinal));
    }

    [Fact]
    public void No_file_names_a_place_on_somebodys_machine()
    {
        string[] found =
        [
            .. from path in Repository.TextFiles()
               from text in File.ReadLines(Path.Combine(Repository.Root, path)).Index()
               where MachinePath().IsMatch(text.Item)
               select $"{path}:{text.Index + 1}: {text.Item.Trim()}",
        ];

        Assert.Empty(found);
    }

    static CodeBlock Block(string document, int line) => Assert.Single(CodeBlock.Of(document), block => block.Line == line);

    string Write(CodeBlock block)
    {
        if (block.File == PromptLibrary.ConfigurationName)
        {
            _folder.Write("prompts/any.yaml", "id: any\nprompt_text: Hello\nprovider_profiles: [echo]\ntests: [{ assert: [{ type: equals, value: Hello }] }]\n");
        }

        return _folder.Write(block.File!, block.Text);
    }

    static string WithoutBlocks(string document)
    {
        string text = Repository.Read(document).ReplaceLineEndings("\n");
        return CodeBlock.Of(document).Aggregate(text, (rest, block) => rest.Replace(block.Text, "", StringComparison.Ordinal));
    }

#pragma warning disable CA1308 // The anchors of GitHub are in lower case; nothing is compared by it.
    // As GitHub makes them: punctuation dropped, spaces as hyphens.
    static IEnumerable<string> Anchors(string document) =>
        from line in WithoutBlocks(document).Split('\n')
        where line.StartsWith('#')
        select string.Concat(line.TrimStart('#').Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c));
#pragma warning restore CA1308

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\bPtm[A-Z]\w+(?=\s{2,}|\s+l)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Property();

    // Written with classes, so that this line is not one of them. What closes an element of that name is none.
    [GeneratedRegex(@"(^|[\s""'`(=:<>])/(wor[k]|roo[t]|tm[p])(?!>)(/|\b)|[A-Z]:\\User[s]\\", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex MachinePath();
}
