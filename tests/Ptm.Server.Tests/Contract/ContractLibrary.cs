using Ptm.Engine;

namespace Ptm.Server.Tests.Contract;

/// <summary>The prompts that every side has: files on one, versions in a store on another.</summary>
internal static class ContractLibrary
{
    const string Refund = """
        id: support.refund
        label: Refund letters
        prompt_text: "Refund order {{ order }} of {{ name }}"
        tags: [billing, letters]
        team: red
        service: shop
        source: handbook
        group: support
        provider_profiles: [scripted]
        tests:
          - { id: names-order, description: names the order, vars: { order: "7", name: Ann }, assert: [{ type: contains, value: "order 7" }] }
          - { id: is-polite, description: is polite, vars: { order: "8", name: Bob }, assert: [{ type: contains, value: "Dear" }] }
        """;

    const string Greeter = """
        id: chat.greeter
        label: Greeter
        messages:
          - { role: system, content: You greet. }
          - { role: user, content: "Greet {{ name }}" }
        tags: [letters]
        team: blue
        group: support
        provider_profiles: [scripted]
        tests:
          - { id: greets, description: greets, vars: { name: Zoë 🐙 }, assert: [{ type: icontains, value: "greet zoë 🐙" }] }
        """;

    const string Summarizer = """
        id: my_team.summarizer
        label: Meeting summary
        prompt_text: "Summarize the API migration: {{ transcript }}"
        group: meetings
        provider_profiles: [scripted]
        judge_profile: scripted_judge
        cost_threshold: 1.0
        latency_threshold_ms: 30000
        tool_definitions: [{ type: function, function: { name: get_status, parameters: { type: object } } }]
        additional_metrics:
          - { name: relevance, criteria: Output addresses the input topic., threshold: 0.7 }
        additional_kpis:
          - { name: cost_ok, description: "Under $0.05", expression: "1 if cost < 0.05 else 0", weight: 1.0 }
        tests:
          - description: names the migration
            vars: { transcript: "We move the endpoints in May." }
            assert:
              - { type: icontains, value: API migration }
              - { type: javascript, value: output.length >= 20 }
        """;

    public static void Write(TempFolder folder)
    {
        folder.Write("library/ptm.yaml", "prompts: prompts/**/*.yaml\nproviders: { paid: { type: openai, model: gpt-4.1-mini, api_key_env: PTM_CONTRACT_KEY } }\n");
        folder.Write("library/prompts/refund.yaml", Refund);
        folder.Write("library/prompts/greeter.yaml", Greeter);
        folder.Write("library/prompts/summarizer.yaml", Summarizer);
    }

    /// <summary>Puts the prompts of the files into a store, as somebody would who creates each.</summary>
    public static async Task CreateAsync(TempFolder folder, IPtm ptm, CancellationToken cancellationToken)
    {
        await using PtmEngine files = PtmEngine.Open(folder.Combine("library"));
        foreach (PromptDefinition prompt in files.LoadedPrompts)
        {
            await ptm.Prompts.CreateAsync(prompt, cancellationToken);
        }
    }

    public static void AddProviders(PtmEngineOptions options, ScriptedModel model) => options
        .AddProvider(ScriptedModel.Name, model)
        .AddProvider(ScriptedJudge.Name, new ScriptedJudge(0.8))
        .AddProvider(ScriptedJudge.Strict, new ScriptedJudge(0.1));
}
