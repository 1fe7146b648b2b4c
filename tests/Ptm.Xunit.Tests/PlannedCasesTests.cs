using Ptm.Xunit.Discovery;
using Ptm.Xunit.Running;

namespace Ptm.Xunit.Tests;

public sealed class PlannedCasesTests
{
    [Fact]
    public void A_case_that_vanished_since_the_tests_were_listed_says_so()
    {
        using TempFolder folder = new();
        string file = folder.Write("greeting.yaml", "id: greeting\nprovider_profiles: [echo]\nprompt_text: x\ntests: [{ description: stays }]\n");
        PlannedCases cases = PlannedCases.Read(TheorySource.Of(folder.Path, new PtmPromptTheoryAttribute { File = "greeting.yaml" }));

        Assert.Equal("stays", cases.Find(new("greeting", "stays", "echo", 0), file).Case.Description);
        PtmException gone = Assert.Throws<PtmException>(() => cases.Find(new("greeting", "goes", "echo", 0), file));

        Assert.Equal(DiagnosticCodes.NotFound, gone.Diagnostics[0].Code);
        Assert.Contains("The case 'goes' of prompt 'greeting' on 'echo' is gone", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_depends_on_method_prompt_case_and_provider_alone()
    {
        CaseKey key = new("p", "c", "echo", 0);

        Assert.Equal(key.ToUniqueId("m"), (key with { }).ToUniqueId("m"));
        Assert.Equal(5, new[] { key.ToUniqueId("m"), key.ToUniqueId("n"), (key with { PromptId = "q" }).ToUniqueId("m"), (key with { CaseId = "d" }).ToUniqueId("m"), (key with { Provider = "app" }).ToUniqueId("m") }.Distinct().Count());
    }
}
