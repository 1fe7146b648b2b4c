using Ptm.Xunit.Tests.Program;

namespace Ptm.Xunit.Tests;

/// <summary>An ASP.NET Core application in memory as the program under test, found by its name from the YAML.</summary>
public sealed class WebApplicationTests
{
    [Fact]
    public async Task A_web_application_beside_the_tests_answers_all_cases_and_is_ended_with_the_run()
    {
        using TempFolder folder = new();
        folder.Write("ptm.yaml", """
            prompts: prompts/*.yaml
            providers:
              shop: { type: method, parameters: { url: /chat, body: { message: "{{ prompt }}", colour: red }, transformResponse: json.reply } }
            """);
        folder.Write("prompts/triage.yaml", """
            id: triage
            provider_profiles: [shop]
            prompt_text: "{{ ticket }}"
            tests:
              - { description: lamp, vars: { ticket: A lamp? }, assert: [{ type: equals, value: "Welcome! A lamp?" }] }
              - { description: sofa, vars: { ticket: A sofa? }, assert: [{ type: equals, value: "Welcome! A sofa?" }] }
            """);
        string stopped = folder.Combine("stopped.txt");
        await using (TestProgram program = new(folder.Path, ("SHOP_STOPPED_FILE", stopped)))
        {
            IReadOnlyList<TestNode> ended = await program.RunAsync("Program_under_test");

            Assert.Equal(2, ended.Count);
            Assert.All(ended, test => Assert.True(test.State == "passed", test.Message));
        }

        Assert.Equal("stopped\n", await File.ReadAllTextAsync(stopped, TestContext.Current.CancellationToken));
    }
}
