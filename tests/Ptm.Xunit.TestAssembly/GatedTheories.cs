namespace Ptm.Xunit.TestAssembly;

/// <summary>Theories whose cases have to reach something together, and others that say on the attribute how cases run.</summary>
public sealed class GatedTheories(ITestOutputHelper output)
{
    [PtmPromptTheory("greeting", MinPassRate = 0.75)]
    public void Within() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", MinPassRate = 0.75, DisableParallelization = true, Timeout = 10_000)]
    public void Within_in_sequence() => Assert.False(TestContext.Current.CancellationToken.IsCancellationRequested);

    [PtmPromptTheory("greeting", MinPassRate = 0.8, DisplayName = "Greets")]
    public void Beyond() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", MinPassRate = 0.5, Confidence = 0.95)]
    public void Confident() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", MinPassRate = 0.5, Confidence = 0.95, OnInconclusive = GateInconclusive.Fail)]
    public void Confident_or_not_at_all() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", Baseline = "baseline.json")]
    public void Since_the_baseline() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", MinPassRate = 0.5)]
    public void Body_of_a_gated_case_skips() => Assert.Skip("not today");

    [PtmPromptTheory("greeting", MinPassRate = 0.1)]
    public void Body_of_a_gated_case_fails() => Assert.Fail("the body's own failure");

    [PtmPromptTheory("greeting", Samples = 3)]
    public void Sampled() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", Providers = ["app", "echo", "nobody"])]
    public void On_providers() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", Providers = ["app", "echo"], Samples = 2)]
    public void Compared() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", Threshold = 0.5)]
    public void With_a_threshold() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", MinPassRate = 90)]
    public void A_percentage() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", Samples = 0)]
    public void As_often_as_never() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", MinPassRate = double.NaN)]
    public void At_no_rate() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", Samples = -1)]
    public void Fewer_than_none() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", Threshold = 1.5)]
    public void More_than_all() => output.WriteLine("the body ran");

    [PtmPromptTheory("greeting", Confidence = 0.95)]
    public void Confident_of_nothing() => output.WriteLine("the body ran");
}
