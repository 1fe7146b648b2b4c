namespace Ptm.Cli.Tests;

/// <summary><c>ptm judge check</c> with a judge that is a script: it passes what says please, and says nothing of what is empty.</summary>
public sealed class JudgeCheckTests
{
    const string Judge = """
        module.exports = class {
          id() { return 'scripted-judge'; }
          async callApi(prompt) {
            const output = JSON.parse(prompt.match(/Output: (".*")/)[1]);
            return { output: output === '' ? 'no idea' : JSON.stringify({ reason: 'scripted', pass: output.includes('please'), score: output.includes('please') ? 1 : 0 }), cost: 0 };
          }
        };
        """;

    const string Two = "{\"output\": \"please\", \"label\": \"pass\"}\n{\"output\": \"no\", \"label\": \"fail\"}\n";
    const string Opposite = "{\"output\": \"please\", \"label\": \"fail\"}\n{\"output\": \"no\", \"label\": \"pass\"}\n";

    [Fact]
    public async Task A_person_reads_the_table_kappa_and_every_disagreement()
    {
        using Workspace workspace = With("""
            {"output": "please sit", "label": "pass"}
            {"output": "please go", "label": "pass"}
            {"output": "sit", "label": "fail"}
            {"output": "please yourself", "label": "fail"}
            {"output": "do come in", "label": "pass"}
            {"output": "go", "label": "fail"}
            """);

        PtmOutput output = await workspace.RunAsync("judge", "check", "labels.jsonl", "--criteria", "It is polite.");

        Assert.Equal("""
            judge file://judge.js on 6 labelled outputs of labels.jsonl

                        judge passes  judge fails
            label pass             2            1
            label fail             1            2

            agreement 66.7 % (4 of 6), Cohen's kappa 0.333 (95 % interval -0.421 to 1), 0 judge errors
            labels.jsonl:4: label fail, judge passes with 1: expected a pass of the judge, found a pass with the score 1: scripted
            labels.jsonl:5: label pass, judge fails with 0: expected a pass of the judge, found no pass with the score 0: scripted

            """, output.Out.ReplaceLineEndings("\n"));
        Assert.Equal(0, output.ExitCode);
    }

    [Theory]
    [InlineData(Two, new[] { "--min-kappa", "0.9" }, 1, "too few labels to tell whether kappa is 0.9: 2 outputs with a verdict, and it takes at least 10")]
    [InlineData(Two, new string[0], 0, "Cohen's kappa 1 (95 % interval -0.684 to 1)")]
    [InlineData(Two + Two + Two + Two + Two, new[] { "--min-kappa", "0.9" }, 0, "Cohen's kappa 1 (95 % interval 0.383 to 1)")]
    [InlineData(Opposite, new[] { "--min-kappa", "0" }, 1, "Cohen's kappa -1")]
    [InlineData(Opposite + Opposite + Opposite + Opposite + Opposite, new[] { "--min-kappa", "-1" }, 1, "too few labels to tell whether kappa is -1: it has no interval")]
    [InlineData("{\"output\": \"please\", \"label\": \"pass\"}\n{\"output\": \"\", \"label\": \"pass\"}", new string[0], 3, "1 judge error\nlabels.jsonl:2: judge error PTM4012: the judge 'file://judge.js' gave no verdict: the reply has no JSON object.")]
    [InlineData("{\"output\": \"\", \"label\": \"pass\"}", new string[0], 3, "no agreement to measure, 1 judge error\n")]
    [InlineData("{\"output\": \"please\"}", new string[0], 2, "labels.jsonl(1,1): error PTM3004: A labelled output needs a 'label'")]
    [InlineData("\n", new string[0], 4, "labels.jsonl has no labelled output.")]
    public async Task The_exit_code_says_whether_it_was_measured_and_enough(string labels, string[] arguments, int exitCode, string told)
    {
        using Workspace workspace = With(labels);

        PtmOutput output = await workspace.RunAsync(["judge", "check", "labels.jsonl", "--criteria", "It is polite.", .. arguments]);

        Assert.Equal(exitCode, output.ExitCode);
        Assert.Contains(told, output.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_with_a_column_that_is_there_twice_is_refused()
    {
        using Workspace workspace = With("");
        workspace.Write("labels.csv", "output,label,output\nplease,pass,no\n");

        PtmOutput output = await workspace.RunAsync("judge", "check", "labels.csv", "--criteria", "It is polite.");

        Assert.Equal(2, output.ExitCode);
        Assert.Contains("labels.csv(1,1): error PTM3006: The column 'output' is there twice.", output.Out, StringComparison.Ordinal);
    }

    static Workspace With(string labels)
    {
        Workspace workspace = new();
        workspace.Write("ptm.yaml", "judge_profile: file://judge.js\n");
        workspace.Write("judge.js", Judge);
        workspace.Write("labels.jsonl", labels);
        return workspace;
    }
}
