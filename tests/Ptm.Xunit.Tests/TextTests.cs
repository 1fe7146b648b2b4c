using System.Text;
using System.Text.RegularExpressions;
using Ptm.Xunit.Tests.Program;
using Snapshooter.Xunit3;

namespace Ptm.Xunit.Tests;

/// <summary>Every kind of text that a theory's tests show.</summary>
public sealed partial class TextTests(SharedProgram shared) : IClassFixture<SharedProgram>
{
    const string Greeting = """
        id: greeting
        provider_profiles: [echo]
        prompt_text: "Hello {{ name }}"
        tests:
          - description: passes
            vars: { name: Ada }
            assert: [{ type: contains, value: Ada }]
          - description: fails
            vars: { name: Bob }
            assert: [{ type: contains, value: Carl }, { type: starts-with, value: Hello }, { type: regex, value: '\d', metric: digits }]
          - description: checks nothing
            vars: { name: Bob }
          - description: cannot be decided
            vars: { name: Bob }
            assert: [{ type: javascript, value: "undefined" }]
        """;

    // What several tests show is there once.
    readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    [Fact]
    public async Task What_a_test_shows()
    {
        shared.Folder.Write("prompts/greeting.yaml", Greeting);
        shared.Folder.Write("other/ptm.yaml", "prompts: prompts/*.yaml\n");
        shared.Folder.Write("other/prompts/empty.yaml", "id: empty\nprovider_profiles: [echo]\nprompt_text: Hi\n");
        StringBuilder shown = new();
        await ShowAsync(shown, "One_prompt", "Body_fails", "Body_skips", "Skipped", "Takes_too_much", "Generic", "Within", "Confident", "Since_the_baseline", "On_providers", "With_a_threshold", "A_percentage", "Fewer_than_none", "As_often_as_never", "At_no_rate", "More_than_all", "Confident_of_nothing", "Other_library");

        shared.Folder.Write("prompts/greeting.yaml", Greeting.Replace("tests:", "test:", StringComparison.Ordinal));
        await ShowAsync(shown, "One_prompt");

        Snapshot.Match(shown.ToString());
    }

    async Task ShowAsync(StringBuilder shown, params string[] methods)
    {
        ILookup<string, TestNode> ended = (await shared.Program.RunAsync(methods)).ToLookup(test => test.Method);
        foreach (string method in methods)
        {
            Show(shown, method, [.. ended[method].OrderBy(test => test.Line).ThenBy(test => test.Name, StringComparer.Ordinal)]);
        }
    }

    void Show(StringBuilder shown, string title, IReadOnlyList<TestNode> ended)
    {
        Assert.NotEmpty(ended);
        foreach (TestNode test in ended)
        {
            string text = string.Join("\n\n", new[] { test.Message, test.StackTrace, test.Output }.Where(part => part.Length > 0).Select(Readable));
            if (_seen.Add(text))
            {
                shown.Append("== ").Append(title).Append(": ").Append(test.Name).Append(" [").Append(test.State).Append("]\n").Append(text).Append("\n\n");
            }
        }
    }

    string Readable(string text) => Figures().Replace(
        Folders().Replace(Framework().Replace(text.ReplaceLineEndings("\n").Replace(shared.Folder.Path, "{folder}", StringComparison.Ordinal), ""), " in ${file}:line {n}"),
        "${before}{n} ms").TrimEnd();

    [GeneratedRegex(@"(?<before>latency )[\d.,]+ ms", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Figures();

    // The calls between the framework's and the body's differ from run to run.
    [GeneratedRegex(@"^   at (System\.|InvokeStub|Ptm\.Xunit\.Running\.).*\n|^--- End of stack trace from previous location ---\n?", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Framework();

    [GeneratedRegex(@" in \S*/(?<file>\w+\.cs):line \d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Folders();
}
