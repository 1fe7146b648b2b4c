namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>Configs that are run on <c>echo</c>, from the variables' templates to the verdicts.</summary>
internal sealed class RunKind : FileKind
{
    const string Config = """
        prompts: [PROMPT, '[{"role":"user","content":"{{ a }}"}]']
        providers: [echo]
        evaluateOptions: { maxConcurrency: 1 }
        defaultTest: { vars: { b: VALUE }, options: { transform: "output + 'x'" } }
        derivedMetrics: [{ name: d, value: 'm / 2' }]
        tests:
          - vars: { a: VALUE, list: [VALUE, 1], o: { k: VALUE } }
            assert:
              - { type: contains, value: VALUE, metric: m }
              - { type: equals, value: { a: VALUE } }
          - vars: { a: "{{ b }} VALUE" }
            options: { transformVars: '({ ...vars, c: vars.a })', storeOutputAs: kept }
            threshold: 0.5
            assert:
              - type: javascript
                value: output.length > context.vars.a.length
              - { type: is-json, value: { type: object, required: [VALUE] } }
              - { type: regex, value: VALUE }
          - vars: { a: '{{ kept }}' }
            assert: [{ type: assert-set, threshold: 0.5, assert: [{ type: not-icontains, value: "{{ a }}" }, { type: word-count, value: 3 }] }]
        """;

    public override string Name => "run";

    public override string Generate(Dice dice)
    {
        string config = Config.Replace("PROMPT", Quoted(TemplateKind.Text(dice)), StringComparison.Ordinal);
        for (int at = config.IndexOf("VALUE", StringComparison.Ordinal); at >= 0; at = config.IndexOf("VALUE", at, StringComparison.Ordinal))
        {
            config = config.Remove(at, 5).Insert(at, config[at - 1] == ' ' && config[at - 2] == '}' ? dice.Word() : Value(dice));
        }

        return dice.Chance(0.2) ? Mutation.Of(config, dice) : config;
    }

    public override Task<string?> ViolationAsync(string input) => OpenAsync(run: true, ("promptfooconfig.yaml", input));

    static string Value(Dice dice) => dice.Below(5) switch
    {
        0 => dice.Word(),
        1 => dice.Number(),
        2 => Quoted(dice.OddText() + dice.OddText()),
        3 => Quoted(TemplateKind.Text(dice)),
        _ => Quoted("{{ " + dice.Word() + " }}" + dice.OddText()),
    };

    // A mark that is replaced must not stand in what replaces it.
    static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text.Replace("VALUE", "", StringComparison.Ordinal));
}
