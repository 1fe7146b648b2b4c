using System.Text.Json;

namespace Ptm.Server.Tests.Contract;

public abstract partial class PtmContract
{
    [Theory]
    [InlineData("exec:touch /var/tmp/ptm-request-ran")]
    [InlineData("python:/opt/x.py")]
    [InlineData("file:///opt/x.js")]
    [InlineData("https://127.0.0.1:1/")]
    [InlineData("webhook:http://127.0.0.1:1/")]
    public async Task A_prompt_of_a_request_runs_no_program_and_calls_no_address(string provider)
    {
        ManualEval manual = Manual("a");
        RunResult run = await RunAsync(manual with { Prompt = manual.Prompt with { ProviderProfiles = [provider] } });
        CaseResult result = Assert.Single(run.Results);
        Assert.Equal(CaseOutcome.Error, result.Outcome);
        Assert.Contains("a server reads no files and runs no code of a request", result.Error!.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("/var/tmp/ptm-request-ran"));
    }

    [Theory]
    [InlineData("python", "True")]
    [InlineData("ruby", "true")]
    [InlineData("javascript", "file:///opt/x.js")]
    [InlineData("contains", "file:///opt/x.py")]
    [InlineData("webhook", "http://127.0.0.1:1/")]
    public async Task A_check_of_a_request_runs_no_code_and_reads_no_file(string type, string value)
    {
        ManualEval manual = Manual("a");
        TestCase test = manual.Prompt.Tests[0] with { Assertions = [new Assertion { Type = type, Value = JsonSerializer.SerializeToElement(value) }] };
        RunResult run = await RunAsync(manual with { Prompt = manual.Prompt with { Tests = [test] } });
        CaseResult result = Assert.Single(run.Results);
        Assert.Equal(CaseOutcome.Error, result.Outcome);
        Assert.Contains("a server reads no files and runs no code of a request", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_cannot_put_a_program_in_the_place_of_a_prompts_provider_or_judge()
    {
        foreach (EvalRequest request in new EvalRequest[] { new() { PromptIds = [Refund], ProviderIds = ["exec:touch /var/tmp/ptm-request-ran"] }, new() { PromptIds = [Summarizer], JudgeProfile = "python:/opt/x.py" } })
        {
            PtmException error = await Assert.ThrowsAsync<PtmException>(() => Ptm.Evaluations.RunAsync(request, Token));
            Assert.Contains("a server reads no files and runs no code of a request", error.Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists("/var/tmp/ptm-request-ran"));
    }
}
