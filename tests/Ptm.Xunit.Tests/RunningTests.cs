using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Ptm.Xunit.Tests.Program;

namespace Ptm.Xunit.Tests;

/// <summary>Cases run together, read what the files say now, and end properly.</summary>
public sealed class RunningTests : IDisposable
{
    readonly TempFolder _folder = new();

    public RunningTests() => _folder.Write("ptm.yaml", "prompts: prompts/**/*.yaml\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cases_run_at_once_up_to_the_engines_limit()
    {
        // Each answers only when sixteen are in flight together, so a lower number would never end.
        Write("crowd", 40, "\"16\"", "equals", "\"16\"");
        await using TestProgram program = new(_folder.Path);

        IReadOnlyList<TestNode> ended = await program.RunAsync("One_prompt");

        Assert.Equal(40, ended.Count);
        Assert.All(ended, test => Assert.Equal("passed", test.State));
    }

    [Fact]
    public async Task Without_parallelization_one_case_runs_after_another()
    {
        Write("crowd", 5, "\"1\"", "equals", "\"1\"");
        await using TestProgram program = new(_folder.Path);

        Assert.All(await program.RunAsync("One_after_another"), test => Assert.Equal("passed", test.State));
    }

    [Fact]
    public async Task A_file_that_changed_since_the_tests_were_listed_is_read_again()
    {
        Write("echo", 1, "wrong", "equals", "right");
        await using TestProgram program = new(_folder.Path);
        IReadOnlyList<TestNode> listed = await program.ListAsync("One_prompt");
        Write("echo", 1, "right", "equals", "right");

        Assert.Equal("passed", Assert.Single(await program.RunAsync(listed)).State);
    }

    [Fact]
    public async Task The_program_under_test_is_found_by_its_attribute_and_by_the_set_up()
    {
        _folder.Write("prompts/triage.yaml", """
            id: triage
            provider_profiles: [triage, app]
            prompt_text: "{{ ticket }}"
            tests: [{ description: parcel, vars: { ticket: Where is my parcel? }, assert: [{ type: contains-any, value: [shipping, "The app says: Where"] }] }]
            """);
        await using TestProgram program = new(_folder.Path);

        IReadOnlyList<TestNode> ended = await program.RunAsync("Program_under_test");

        Assert.Equal(["triage \"parcel\" [triage]", "triage \"parcel\" [app]"], ended.Select(test => test.Name));
        Assert.All(ended, test => Assert.Equal("passed", test.State));
    }

    [Fact]
    public async Task A_set_up_that_throws_keeps_no_test_from_the_list_and_fails_each_with_its_message()
    {
        Write("echo", 2, "x", "equals", "x");
        await using TestProgram program = new(_folder.Path, ("SETUP_FAILS", "the model is on holiday"));

        IReadOnlyList<TestNode> ended = await program.RunAsync("One_prompt");

        Assert.Equal(2, ended.Count);
        Assert.All(ended, test => Assert.Equal("error", test.State));
        Assert.All(ended, test => Assert.Contains("Ptm.Xunit.TestAssembly.Programs.SetUp failed: InvalidOperationException: the model is on holiday", test.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_an_interrupt_every_case_in_flight_has_ended_and_none_is_green()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "An interrupt is a signal.");
        Write("hang", 40, _folder.Path, "equals", "x");
        string report = Path.Combine(_folder.Path, "results", "run.json");
        ProcessStartInfo start = TestProgram.StartInfo(_folder.Path);
        foreach (string argument in new[] { "--filter-method", "*.One_prompt", "--report-xunit-ctrf", "--report-xunit-ctrf-filename", "run.json", "--results-directory", Path.GetDirectoryName(report)! })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        while (Count("started") < 16)
        {
            Assert.False(process.HasExited, "The program ended before it was interrupted.");
            await Task.Yield();
        }

        Assert.Equal(0, kill(process.Id, 2));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.NotEqual(0, process.ExitCode);
        Assert.Equal(16, Count("started"));
        Assert.Equal(16, Count("ended"));
        JsonElement results = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken)).GetProperty("results");
        Assert.Equal((0, 16), (results.GetProperty("summary").GetProperty("passed").GetInt32(), results.GetProperty("summary").GetProperty("failed").GetInt32()));

        int Count(string what) => Directory.GetFiles(_folder.Path, "*." + what).Length;
    }

    void Write(string provider, int cases, string prompt, string type, string value) => _folder.Write("prompts/greeting.yaml", string.Create(CultureInfo.InvariantCulture, $"""
        id: greeting
        provider_profiles: [{provider}]
        prompt_text: {prompt}
        tests:
        {string.Concat(Enumerable.Range(1, cases).Select(number => $"  - {{ description: case {number}, assert: [{{ type: {type}, value: {value} }}] }}\n"))}
        """));

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int kill(int process, int signal);
}
