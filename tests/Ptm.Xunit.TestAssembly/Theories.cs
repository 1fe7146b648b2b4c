namespace Ptm.Xunit.TestAssembly;

/// <summary>One theory for each way to use the attribute; the files they read are written by the tests that run them.</summary>
public sealed class Theories(ITestOutputHelper output)
{
    public static bool Never => false;

    [PtmPromptTheory("greeting")]
    public void One_prompt() => output.WriteLine("the body ran");

    [PtmPromptTheory(File = "promptfooconfig.yaml")]
    public void One_file() => output.WriteLine("the body ran");

    [PtmPromptTheory(Tag = "smoke")]
    public void One_tag() => output.WriteLine("the body ran");

    [PtmPromptTheory]
    public void Whole_library() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting")]
    public void Takes_the_case(PtmCase test) =>
        output.WriteLine($"{test.PromptId} {test.CaseId} {test.Provider} {test.Vars.GetProperty("name").GetString()} {test.Location?.Line}");

    [PtmPromptTheory("greeting")]
    public async Task Takes_the_result(CaseResult result)
    {
        await Task.Yield();
        output.WriteLine($"{result.Outcome}: {result.Output?.Text}");
    }

    [PtmPromptTheory("greeting")]
    public void Body_fails() => Assert.Fail("the body's own failure");

    [PtmPromptTheory("greeting")]
    public void Body_skips() => Assert.Skip("not today");

    [PtmPromptTheory("greeting", AssertVerdict = false)]
    public void Body_decides(CaseResult result) => Assert.NotEqual(CaseOutcome.Error, result.Outcome);

    [PtmPromptTheory("greeting", Skip = "under repair")]
    public void Skipped() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", Skip = "only where it can", SkipUnless = nameof(Never))]
    public void Skipped_on_a_condition() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", Explicit = true)]
    public void Explicit() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", Timeout = 200)]
    public void In_time() => Assert.False(TestContext.Current.CancellationToken.IsCancellationRequested);

    [PtmPromptTheory("greeting", DisableParallelization = true)]
    public void One_after_another() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", DisplayName = "Greets")]
    public void Named() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting")]
    public void Takes_too_much(string text, int number) => output.WriteLine(text + number);

    [PtmPromptTheory("greeting")]
    public void Generic<T>() => output.WriteLine(typeof(T).Name);

    [PtmPromptTheory("triage")]
    public void Program_under_test() => output.WriteLine("the body ran");
}
