using System.Text;
using System.Text.RegularExpressions;
using Ptm.Engine;
using Ptm.Xunit.Discovery;
using Ptm.Xunit.Libraries;
using Ptm.Xunit.Running;
using Xunit.Sdk;
using Xunit.v3;

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
    public async Task What_is_serialized_is_a_key_and_nothing_of_the_cases_content()
    {
        using TempFolder folder = new();
        folder.Write("greeting.yaml", "id: greeting\nprovider_profiles: [echo]\nprompt_text: a secret prompt\ntests: [{ id: \"odd \\0 id\", vars: { name: a secret name }, assert: [{ type: equals, value: a secret value }] }]\n");
        PlannedCase planned = Assert.Single(PlannedCases.Read(TheorySource.Of(folder.Path, new PtmPromptTheoryAttribute { File = "greeting.yaml" })).All);
        planned = planned with { Case = planned.Case with { Id = planned.Case.Id + "\ud800" } };
        await using PromptTestCase written = PromptTestCase.Create((IXunitTestMethod)TestContext.Current.TestMethod!, new("greeting"), planned, "greeting", "greeting");

        string text = SerializationHelper.Instance.Serialize(written);
        await using PromptTestCase read = Assert.IsType<PromptTestCase>(SerializationHelper.Instance.Deserialize(text));

        Assert.Equal("odd \0 id\ud800", read.Key.CaseId);
        Assert.Equal((written.Key, written.UniqueID), (read.Key, read.UniqueID));
        string[] texts = [.. Decoded(text)];
        Assert.Contains(texts, one => one.Contains("ptm.case", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, one => one.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_that_is_not_all_of_the_files_cases_is_refused_with_both_numbers()
    {
        using TempFolder folder = new();
        folder.Write("greeting.yaml", "id: greeting\nprovider_profiles: [echo]\nprompt_text: x\ntests: [{ description: one }, { description: two }]\n");
        TheorySource source = TheorySource.Of(folder.Path, new PtmPromptTheoryAttribute { File = "greeting.yaml" });
        IXunitTestCase[] cases = [.. PlannedCases.Read(source).All.Select(planned => PromptTestCase.Create((IXunitTestMethod)TestContext.Current.TestMethod!, new("greeting"), planned, planned.Case.Id, planned.Case.Id))];
        PtmEngine prompts = OpenLibrary.At(source.Path).Prompts;

        CaseCheck.RefuseLoss(prompts, source.Selection, cases);
        PtmException lost = Assert.Throws<PtmException>(() => CaseCheck.RefuseLoss(prompts, source.Selection, cases[1..]));
        PtmException twin = Assert.Throws<PtmException>(() => CaseCheck.RefuseLoss(prompts, source.Selection, [cases[0], cases[0]]));

        Assert.Contains("The files make 2 tests, and the list has 1. Nothing may be lost", lost.Message, StringComparison.Ordinal);
        Assert.Contains("The files make 2 tests, and the list has 1. More than once there is", twin.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_depends_on_method_prompt_case_and_provider_alone()
    {
        CaseKey key = new("p", "c", "echo", 0);

        Assert.Equal(key.ToUniqueId("m"), (key with { }).ToUniqueId("m"));
        Assert.Equal(5, new[] { key.ToUniqueId("m"), key.ToUniqueId("n"), (key with { PromptId = "q" }).ToUniqueId("m"), (key with { CaseId = "d" }).ToUniqueId("m"), (key with { Provider = "app" }).ToUniqueId("m") }.Distinct().Count());
    }

    // The framework nests what it serializes, each level in Base64.
    static IEnumerable<string> Decoded(string text)
    {
        yield return text;
        foreach (Match token in Regex.Matches(text, "[A-Za-z0-9+/=]{8,}", RegexOptions.NonBacktracking))
        {
            byte[] bytes = new byte[token.Length];
            if (Convert.TryFromBase64String(token.Value, bytes, out int length))
            {
                foreach (string inner in Decoded(Encoding.UTF8.GetString(bytes, 0, length)))
                {
                    yield return inner;
                }
            }
        }
    }
}
