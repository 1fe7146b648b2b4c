namespace Ptm.Cli.Tests;

/// <summary>A web application of a user's, loaded from its bin folder and run in memory.</summary>
public sealed class WebApplicationTests
{
    [Fact]
    public async Task A_web_application_and_a_chat_client_are_found_by_their_assembly_run_with_their_own_settings_and_are_ended()
    {
        using Workspace workspace = new();
        workspace.Write("ptm.yaml", """
            prompts: prompts/*.yaml
            providers:
              shop:
                type: method
                parameters:
                  url: /chat
                  body: { message: "{{ prompt }}", colour: "{{ colour }}" }
                  transformResponse: "({ output: json.reply, toolCalls: json.calls })"
            """);
        workspace.Write("prompts/lamps.yaml", """
            id: lamps
            provider_profiles: [shop]
            prompt_text: "A {{ colour }} lamp?"
            tests:
              - description: red
                vars: { colour: red }
                assert:
                  - { type: equals, value: "Welcome! A red lamp?" }
                  - { type: javascript, value: "context.providerResponse.toolCalls[0].arguments.colour === 'red'" }
              - description: quoted
                vars: { colour: "\"blue\"\nor not" }
                assert: [{ type: contains, value: "or not lamp?" }]
            """);
        workspace.Write("prompts/clerk.yaml", """
            id: clerk
            provider_profiles: [clerk]
            prompt_text: "A {{ colour }} lamp?"
            tests:
              - description: a chat client
                vars: { colour: red }
                assert:
                  - { type: equals, value: "You asked: A red lamp?" }
                  - { type: trajectory:tool-sequence, value: { mode: exact, steps: [look_up] } }
                  - { type: javascript, value: "context.providerResponse.toolCalls[0].arguments.what === 'A red lamp?'" }
            """);
        string stopped = workspace.Combine("stopped.txt");

        PtmOutput output = await workspace.RunAsync(new Dictionary<string, string> { ["SHOP_STOPPED_FILE"] = stopped }, "eval", "--assembly", Places.WebApp);

        Assert.Equal((0, ""), (output.ExitCode, output.Error));
        Assert.Contains("3 passed, 0 failed, 0 errors", output.Out, StringComparison.Ordinal);
        Assert.Equal("stopped\n", await File.ReadAllTextAsync(stopped, TestContext.Current.CancellationToken));
    }
}
