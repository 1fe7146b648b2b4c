using System.Text.RegularExpressions;
using Ptm.ProjectCreation;

namespace Ptm.Acceptance;

/// <summary>The sample and what the README shows of it, in a copy of the repository as a newcomer has it.</summary>
public sealed partial class SampleTests : IDisposable
{
    const string Answer = "samples/Support/.ptm/cassettes/gpt-4.1-mini.jsonl";
    const string Case = "support.refund \"names the refund window\"";

    readonly TempFolder _copy = new();

    public SampleTests() => CopyRepository(Repository.Root, _copy.Path);

    public void Dispose() => _copy.Dispose();

    [Fact]
    public void The_sample_is_green_and_one_broken_answer_fails_the_same_case_at_the_same_line_in_all_three_places()
    {
        string readme = File.ReadAllText(_copy.Combine("README.md"));
        string firstCommand = FirstCommand().Match(readme).Groups["arguments"].Value;
        (int exitCode, string text) = Dotnet(firstCommand.Split(' '));
        Assert.True(exitCode == 0, text);
        Assert.Contains("succeeded: 15", text, StringComparison.Ordinal);

        string cassette = _copy.Combine(Answer);
        File.WriteAllText(cassette, File.ReadAllText(cassette).Replace("within 14 days of receiving it", "within 30 days of receiving it", StringComparison.Ordinal));
        (int buildCode, string build) = Dotnet("build", "samples/Support/App");
        (int testCode, string test) = Dotnet("test", "--project", "samples/Support/Tests", "-p:PtmEvalEnabled=false");
        (int evalCode, string eval) = Dotnet(
            "src/Ptm.Cli/bin/Debug/net10.0/ptm.dll", "eval", "-c", "samples/Support", "--assembly", "samples/Support/App/bin/Debug/net10.0/Support.App.dll");

        Assert.Equal((1, 2, 1), (buildCode, testCode, evalCode));
        Assert.Contains($"prompts/refund.yaml(17,5): error PTM1001: {Case} failed", build, StringComparison.Ordinal);
        Assert.Contains($"failed {Case}", test, StringComparison.Ordinal);
        Assert.Contains("samples/Support/App/prompts/refund.yaml:17", test, StringComparison.Ordinal);
        Assert.Contains("samples/Support/App/prompts/refund.yaml:17", eval, StringComparison.Ordinal);
        Assert.Contains("11 passed, 1 failed, 0 errors, 0 unchecked", eval, StringComparison.Ordinal);

        string real = Squeeze((build + test).Replace(_copy.Path + "/", "", StringComparison.Ordinal));
        foreach (string line in Picture().Match(readme).Groups["lines"].Value.Split('\n').Where(line => line.Length > 0 && line[0] != '$'))
        {
            Assert.Contains(Squeeze(line.Split('…')[0]), real, StringComparison.Ordinal);
        }
    }

    (int ExitCode, string Text) Dotnet(params string[] arguments) =>
        DotnetProcess.Run(_copy.Path, arguments, new Dictionary<string, string> { ["CI"] = "", ["NO_COLOR"] = "1", ["RunAnalyzers"] = "false" });

    static string Squeeze(string text) => Spaces().Replace(text, " ").Trim();

    static void CopyRepository(string from, string to)
    {
        string[] left = [".git", "bin", "obj", "artifacts", "TestResults", "node_modules"];
        foreach (FileSystemInfo entry in new DirectoryInfo(from).EnumerateFileSystemInfos().Where(entry => !left.Contains(entry.Name)))
        {
            string target = Path.Combine(to, entry.Name);
            if (entry is DirectoryInfo folder)
            {
                CopyRepository(folder.FullName, Directory.CreateDirectory(target).FullName);
            }
            else
            {
                File.Copy(entry.FullName, target);
            }
        }
    }

    [GeneratedRegex(@"^```sh\ndotnet (?<arguments>[^\n]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstCommand();

    [GeneratedRegex(@"^```\n(?<lines>\$ dotnet build.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Picture();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
