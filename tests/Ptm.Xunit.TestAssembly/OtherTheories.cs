namespace Ptm.Xunit.TestAssembly;

/// <summary>A theory over a library of its own, which runs beside those of the other class.</summary>
public sealed class OtherTheories(ITestOutputHelper output)
{
    [PtmPromptTheory(File = "other/ptm.yaml")]
    public void Other_library() => output.WriteLine("the body ran");

    [PtmPromptTheory("body", MinPassRate = 0.1)]
    public void Deaf_body(CaseResult result)
    {
        if (result.Outcome == CaseOutcome.Passed)
        {
            File.WriteAllText(Path.Combine(result.Output!.Text, "body.started"), "");
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
