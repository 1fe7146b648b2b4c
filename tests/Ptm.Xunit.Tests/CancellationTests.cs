using System.Diagnostics;
using System.Globalization;
using Ptm.Xunit.Tests.Program;

namespace Ptm.Xunit.Tests;

/// <summary>Ctrl-C ends a run soon, with everything in flight told of and nothing green that did not finish.</summary>
[Collection(nameof(Alone))]
public sealed class CancellationTests : IDisposable
{
    // The promise is that of the program. A machine that has no processor left for it gets another chance.
    const int Attempts = 3;

    readonly TempFolder _folder = new();

    public CancellationTests() => _folder.Write("ptm.yaml", "prompts: prompts/**/*.yaml\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_interrupt_ends_the_run_within_two_seconds_whatever_does_not_listen()
    {
        Write("deaf", "deaf", "{ type: equals, value: x }", "tags: [smoke]");
        Write("blocks", "blocks", "{ type: equals, value: x }", "tags: [smoke]");
        Write("hangs", "hang", "{ type: equals, value: x }", "tags: [smoke]");
        Write("script", "starts", "{ type: javascript, value: \"(() => { while (true) { } })()\" }", "tags: [smoke]");
        Write("python", "starts", "{ type: python, value: file://sleeps.py }", "tags: [smoke]");
        _folder.Write("prompts/body.yaml", $"id: body\nprovider_profiles: [echo]\nprompt_text: {_folder.Path}\ntests:\n  - {{ description: passes, assert: [{{ type: contains, value: ptm }}] }}\n  - {{ description: fails, assert: [{{ type: equals, value: x }}] }}\n");
        _folder.Write("prompts/sleeps.py", """
            import os, time
            def get_assert(output, context):
                with open(os.path.join(output, "python.started"), "w") as file:
                    file.write(str(os.getpid()))
                time.sleep(1000)
                return True
            """);

        Interrupt run = await RunAsync(() => Interrupt.RunAsync(_folder, 7, ["One_tag", "Deaf_body"]));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal(["blocks", "body", "body", "deaf", "hangs", "python", "script"], run.Results.Select(test => test.Name.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(run.Results, test => Assert.Equal("failed", test.Status));

        // A script that never ends may have come to its own limit by then. What failed and waits for its gate has failed.
        Assert.All(run.Results, test => Assert.Matches(
            test.Name.StartsWith("script", StringComparison.Ordinal) ? " was cancelled | could not be decided"
                : test.Name == "body \"fails\"" ? "\"fails\" failed"
                : " was cancelled ",
            test.Message));
        Assert.Contains(run.Results, test => test.Name == "body \"passes\"" && test.Message.Contains("did not stop: what it runs never looks at its token", StringComparison.Ordinal));
        Assert.Single(Directory.GetFiles(_folder.Path, "*.ended"));
        int python = int.Parse(await File.ReadAllTextAsync(_folder.Combine("python.started"), TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        Assert.DoesNotContain(Process.GetProcesses(), process => process.Id == python);
    }

    [Fact]
    public async Task What_has_not_begun_has_no_result_and_everything_that_has_is_told_of()
    {
        _folder.Write("prompts/greeting.yaml", $"id: greeting\nprovider_profiles: [hang]\nprompt_text: {_folder.Path}\ntests:\n{string.Concat(Enumerable.Range(1, 40).Select(number => $"  - {{ description: case {number}, assert: [{{ type: equals, value: x }}] }}\n"))}");

        Interrupt run = await Interrupt.RunAsync(_folder, 16, ["One_prompt"]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal(16, Directory.GetFiles(_folder.Path, "*.started").Length);
        Assert.Equal(16, Directory.GetFiles(_folder.Path, "*.ended").Length);
        Assert.Equal(Enumerable.Repeat("failed", 16), run.Results.Select(test => test.Status));
    }

    async Task<Interrupt> RunAsync(Func<Task<Interrupt>> interrupt)
    {
        Interrupt run = await interrupt();
        for (int attempt = 1; attempt < Attempts && run.Took >= TimeSpan.FromSeconds(2); attempt++)
        {
            foreach (string mark in Directory.GetFiles(_folder.Path, "*.*ed"))
            {
                File.Delete(mark);
            }

            run = await interrupt();
        }

        Assert.True(run.Took < TimeSpan.FromSeconds(2), $"It took {run.Took}.");
        return run;
    }

    void Write(string id, string provider, string assertion, string more) =>
        _folder.Write($"prompts/{id}.yaml", $"id: {id}\nprovider_profiles: [{provider}]\nprompt_text: {_folder.Path}\n{more}\ntests: [{{ description: case, assert: [{assertion}] }}]\n");
}
