using System.Xml.Linq;
using Ptm.ProjectCreation;

namespace Ptm.Acceptance;

/// <summary>Ptm.Xunit as a newcomer installs it, on Microsoft.Testing.Platform and on VSTest.</summary>
public sealed class TheoryOnBothPlatforms : IDisposable
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
            public static string Program(string prompt) => prompt;

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
    public void On_Microsoft_Testing_Platform_every_case_is_a_test_at_its_line_of_YAML()
    {
        _folder.Write("global.json", """{ "test": { "runner": "Microsoft.Testing.Platform" } }""");
        ProjectCreator project = Project("xunit.v3", "4.0.2");

        (int exitCode, string text) = DotnetProcess.Run(project.Folder, ["test"]);

        Assert.NotEqual(0, exitCode);
        Assert.Matches("total: 5\\s+failed: 3\\s+succeeded: 2\\s+skipped: 0", text);
        AssertShowsTheFailures(text);
    }

    [Fact]
    public void On_VSTest_every_case_is_a_test_at_its_line_of_YAML()
    {
        _folder.Write("global.json", "{}");
        ProjectCreator project = Project("xunit.v3.mtp-off", "4.0.2");
        project.Item("PackageReference", "xunit.runner.visualstudio", ("Version", "4.0.1")).Item("PackageReference", "Microsoft.NET.Test.Sdk", ("Version", "18.11.0")).Save();

        (_, string listed) = DotnetProcess.Run(project.Folder, ["test", "--list-tests", "-nodeReuse:false"]);
        (int exitCode, string text) = DotnetProcess.Run(project.Folder, ["test", "--no-build", "--logger", "trx;LogFileName=run.trx"]);
        (int smokeExitCode, string smoke) = DotnetProcess.Run(project.Folder, ["test", "--no-build", "--filter", "tag=smoke&DisplayName~greets"]);

        Assert.Equal(4, listed.Split('\n').Count(line => line.Contains("greeting \"", StringComparison.Ordinal)));
        Assert.NotEqual(0, exitCode);
        // The adapter of the framework itself spells surrogate pairs out.
        XElement[] results = [.. XDocument.Load(Path.Combine(project.Folder, "TestResults", "run.trx")).Descendants().Where(element => element.Name.LocalName == "UnitTestResult")];
        Assert.Equal(
            [
                ("Shop.Tests.Prompts.Missing [missing]", "Failed"), ("greeting \"checks nothing\"", "Failed"), ("greeting \"greets\"", "Passed"),
                ("greeting \"greets\" #2", "Passed"), ("greeting \"tab newline and \\ud83c\\udf89\"", "Failed"),
            ],
            results.Select(result => ((string)result.Attribute("testName")!, (string)result.Attribute("outcome")!)).OrderBy(result => result.Item1, StringComparer.Ordinal));
        AssertShowsTheFailures(text);
        Assert.True(smokeExitCode == 0, smoke);
    }

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
        File.Delete(Path.Combine(project.Folder, "Shop.Tests.cs"));
        return project.File("Prompts.cs", Theories).Save();
    }
}
