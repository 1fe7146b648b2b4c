using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ptm.ProjectCreation;
using Ptm.Xunit.Tests.Program;

namespace Ptm.Acceptance;

/// <summary>Ptm.Xunit as a newcomer installs it, on Microsoft.Testing.Platform and on VSTest.</summary>
public sealed partial class TheoryOnBothPlatforms : IDisposable
{
    const string Theories = """
        using Ptm;
        using Ptm.Engine;
        using Ptm.Xunit;

        namespace Shop.Tests;

        public sealed class Prompts
        {
            [PtmPromptTheory("greeting")]
            public void Greeting(PtmCase test) => Xunit.Assert.Equal("greeting", test.PromptId);

            [PtmPromptTheory("missing")]
            public void Missing() { }

            [PtmProvider("program")]
            public static string Program(string prompt) => prompt.Replace("LONE", "\ud83c");

            [PtmEngineSetup]
            static void SetUp(PtmEngineOptions options) => options.MaxConcurrency = 4;
        }

        """;

    const string Greeting = """
        id: greeting
        tags: [smoke]
        provider_profiles: [program]
        prompt_text: "Hello {{ name }}"
        tests:
          - description: greets
            vars: { name: Ada }
            assert: [{ type: equals, value: Hello Ada }]
          - description: greets
            vars: { name: Ada }
            assert: [{ type: equals, value: Hello Ada }]
          - description: "tab\tnewline\nand 🎉"
            vars: { name: Bob }
            assert: [{ type: equals, value: Hello Carl }]
          - description: checks nothing
          - description: "awkward \a ]]> \u202Egnp \uFFFE 👩‍👩‍👧"
            vars: { name: "LONE \a ]]> <b> &amp; \u202Egnp \uFFFE 👩‍👩‍👧" }
            assert: [{ type: equals, value: "\e[31m ]]>" }]

        """;

    readonly PackageFeed _feed;
    readonly TempFolder _folder = new();

    public TheoryOnBothPlatforms(PackageFeed feed)
    {
        _feed = feed;
        feed.Serve(_folder);
        _folder.Write("ptm.yaml", "prompts: prompts/*.yaml\n");
        _folder.Write("prompts/greeting.yaml", Greeting);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task On_Microsoft_Testing_Platform_every_case_is_a_test_at_its_line_of_YAML()
    {
        _folder.Write("global.json", """{ "test": { "runner": "Microsoft.Testing.Platform" } }""");
        ProjectCreator project = Project("xunit.v3", "4.0.2");
        project.Property("UseMicrosoftTestingPlatformRunner", "true").Item("PackageReference", "Microsoft.Testing.Extensions.GitHubActionsReport", ("Version", "2.5.2")).Save();
        string page = _folder.Write("step-summary.md", "");

        (int exitCode, string text) = DotnetProcess.Run(
            project.Folder,
            [
                "test", "--results-directory", _folder.Combine("results"), "--report-gh", "--report-xunit-trx", "--report-xunit-trx-filename", "run.trx",
                "--report-xunit-junit", "--report-xunit-junit-filename", "run.junit", "--report-xunit-ctrf", "--report-xunit-ctrf-filename", "run.ctrf", "--report-xunit-html", "--report-xunit-html-filename", "run.html",
            ],
            new Dictionary<string, string> { ["GITHUB_ACTIONS"] = "true", ["GITHUB_WORKSPACE"] = _folder.Path, ["GITHUB_STEP_SUMMARY"] = page });

        // Coloured where GitHub is thought to read it.
        text = Colour().Replace(text, "");
        Assert.NotEqual(0, exitCode);
        Assert.True(Total().IsMatch(text), text);
        AssertShowsTheFailures(text);
        AssertReports();
        Assert.Contains("\n### ❌ Shop.Tests: 5 cases, 2 passed, 2 failed, 0 errors, 1 unchecked\n", "\n" + await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(Path.Combine("results", "Shop.Tests.ptm.md"), text, StringComparison.Ordinal);

        // dotnet test passes on what the platform prints itself, and not this.
        (_, string annotated) = DotnetProcess.Run(
            project.Folder, [Path.Combine("bin", "Debug", "net10.0", "Shop.Tests.dll"), "--report-gh", "--results-directory", _folder.Combine("results")], new Dictionary<string, string> { ["GITHUB_ACTIONS"] = "true", ["GITHUB_WORKSPACE"] = _folder.Path });
        Assert.Contains("::error file=prompts/greeting.yaml,line=12", annotated, StringComparison.Ordinal);
        Assert.Contains("Ptm: 5 cases, 2 passed, 2 failed, 0 errors, 1 unchecked\n", annotated, StringComparison.Ordinal);

        ProcessStartInfo program = new(Path.Combine(project.Folder, "bin", "Debug", "net10.0", "Shop.Tests")) { RedirectStandardOutput = true, UseShellExecute = false };
        await using TestProgram ide = new(program);
        AssertPlaces((await ide.ListAsync("Greeting")).Select(test => (test.Name, test.File, test.Line)));
    }

    [Fact]
    public async Task On_VSTest_every_case_is_a_test_at_its_line_of_YAML()
    {
        _folder.Write("global.json", "{}");
        ProjectCreator project = Project("xunit.v3.mtp-off", "4.0.2");
        project.Item("PackageReference", "xunit.runner.visualstudio", ("Version", "4.0.1")).Item("PackageReference", "Microsoft.NET.Test.Sdk", ("Version", "18.11.0")).Save();

        (_, string listed) = DotnetProcess.Run(project.Folder, ["test", "--list-tests", "-nodeReuse:false"]);
        (int exitCode, string text) = DotnetProcess.Run(project.Folder, ["test", "--no-build", "--logger", "trx;LogFileName=run.trx"]);
        (int smokeExitCode, string smoke) = DotnetProcess.Run(project.Folder, ["test", "--no-build", "--filter", "tag=smoke&slug=greets-2&DisplayName~greets"]);

        Assert.Equal(5, listed.Split('\n').Count(line => line.Contains("greeting \"", StringComparison.Ordinal)));
        Assert.NotEqual(0, exitCode);
        XElement[] results = [.. XDocument.Load(Path.Combine(project.Folder, "TestResults", "run.trx")).Descendants().Where(element => element.Name.LocalName == "UnitTestResult")];
        Assert.Equal(
            [
                ("Shop.Tests.Prompts.Missing [missing]", "Failed"), ("greeting \"awkward", "Failed"), ("greeting \"checks nothing\"", "Failed"), ("greeting \"greets\"", "Passed"),
                ("greeting \"greets\" #2", "Passed"), ("greeting \"tab", "Failed"),
            ],
            results.Select(result => (Short((string)result.Attribute("testName")!), (string)result.Attribute("outcome")!)).OrderBy(result => result.Item1, StringComparer.Ordinal));
        AssertShowsTheFailures(text);
        Assert.True(smokeExitCode == 0, smoke);
        Assert.Contains("Ptm: 1 case, 1 passed, 0 failed, 0 errors, 0 unchecked\n", smoke, StringComparison.Ordinal);
        AssertPlaces(await VsTestConsole.DiscoverAsync(Path.Combine(project.Folder, "bin", "Debug", "net10.0", "Shop.Tests.dll"), TestContext.Current.CancellationToken));
    }

    // Neither the copy of the file that lies beside the assembly, nor the method.
    void AssertPlaces(IEnumerable<(string Name, string File, int Line)> tests)
    {
        string file = Path.Combine(_folder.Path, "prompts", "greeting.yaml");
        Assert.Equal(
            [(6, "greeting \"greets\"", file), (9, "greeting \"greets\" #2", file), (12, "greeting \"tab", file), (15, "greeting \"checks nothing\"", file), (16, "greeting \"awkward", file)],
            tests.Where(test => test.Name.StartsWith("greeting ", StringComparison.Ordinal)).Select(test => (test.Line, Short(test.Name), test.File)).OrderBy(test => test.Line));
    }

    // The framework's reports of names, outputs and reasons that no XML may hold as they are.
    void AssertReports()
    {
        string[] names = [.. XDocument.Load(_folder.Combine("results/run.trx")).Descendants().Where(element => element.Name.LocalName == "UnitTestResult").Select(element => (string)element.Attribute("testName")!)];
        Assert.Equal(6, names.Length);
        Assert.Contains(names, name => name.Contains("👩‍👩‍👧", StringComparison.Ordinal) && name.Contains("]]>", StringComparison.Ordinal));
        Assert.Equal(6, XDocument.Load(_folder.Combine("results/run.junit")).Descendants("testcase").Count());
        JsonElement[] tests = [.. JsonElement.Parse(File.ReadAllText(_folder.Combine("results/run.ctrf"))).GetProperty("results").GetProperty("tests").EnumerateArray()];
        Assert.Equal(6, tests.Length);
        Assert.Contains(tests, test => test.GetRawText().Contains("output.txt", StringComparison.Ordinal));
        string html = File.ReadAllText(_folder.Combine("results/run.html"));
        Assert.Contains("checks nothing", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b> &amp; ", html, StringComparison.Ordinal);
    }

    static string Short(string name) =>
        Array.Find(["greeting \"awkward", "greeting \"tab"], beginning => name.StartsWith(beginning, StringComparison.Ordinal)) ?? name;

    void AssertShowsTheFailures(string text)
    {
        string file = Path.Combine(_folder.Path, "prompts", "greeting.yaml");
        Assert.Contains("greeting \"tab newline and 🎉\" failed", text, StringComparison.Ordinal);
        Assert.Contains($"{file}:12", text.Replace(":line ", ":", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("greeting \"checks nothing\" failed: nothing was checked", text, StringComparison.Ordinal);
        Assert.Contains("There is no prompt 'missing'", text, StringComparison.Ordinal);
    }

    ProjectCreator Project(string framework, string version)
    {
        ProjectCreator project = ProjectCreator.Create(_folder, "Shop.Tests")
            .Property("TargetFramework", "net10.0")
            .Property("OutputType", "Exe")
            .Property("ImplicitUsings", "enable")
            .Property("Nullable", "enable")
            .Item("PackageReference", "Ptm.Xunit", ("Version", _feed.Version))
            .Item("PackageReference", framework, ("Version", version));
        project.Element("""<ItemGroup><None Include="../prompts/**" CopyToOutputDirectory="PreserveNewest" LinkBase="prompts" /></ItemGroup>""");
        File.Delete(Path.Combine(project.Folder, "Shop.Tests.cs"));
        return project.File("Prompts.cs", Theories).Save();
    }

    [GeneratedRegex(@"total: 6\s+failed: 4\s+succeeded: 2\s+skipped: 0", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Total();

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colour();
}
