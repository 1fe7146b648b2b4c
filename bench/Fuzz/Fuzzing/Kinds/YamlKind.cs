namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>Configs and prompt files, changed in their structure or in single bytes.</summary>
/// <param name="promptfoo">True for promptfoo configs, false for prompt files of ours.</param>
/// <param name="more">Real files to change besides the ones here.</param>
internal sealed class YamlKind(bool promptfoo, IEnumerable<string> more) : FileKind
{
    static readonly string[] _configs =
    [
        """
        description: a
        prompts:
          - "Hello {{name}}"
          - id: two
            label: Two
            raw: 'Bye {{name}}'
          - - { role: system, content: x }
            - { role: user, content: "{{name}}" }
        providers: [echo, { id: openai:gpt-4o-mini, label: mini, config: { temperature: 0.5 }, prompts: [Two] }]
        defaultTest:
          assert: [{ type: contains, value: Hello, weight: 2 }]
          options: { transform: output.trim() }
        tests:
          - description: one
            vars: { name: [Ada, "Grace"], n: 1.5, d: 2020-01-01 }
            threshold: 0.5
            assert:
              - type: javascript
                value: |
                  const x = output.length;
                  return x > 3;
              - type: assert-set
                threshold: 0.5
                assert: [{ type: regex, value: '^H' }, { $ref: '#/assertionTemplates/short' }]
              - { type: not-is-json }
              - { type: is-sql, value: { databaseType: MySQL } }
          - vars: &v { name: b }
          - vars: { <<: *v, extra: null }
            metadata: { a: 1 }
        assertionTemplates:
          short: { type: word-count, value: { max: 9 } }
        scenarios:
          - config: [{ vars: { a: 1 } }]
            tests: [{ assert: [{ type: equals, value: "{{a}}" }] }]
        derivedMetrics: [{ name: m, value: 'a + b' }]
        evaluateOptions: { maxConcurrency: 2, repeat: 2 }
        env: { A: b }
        outputPath: out.json
        """,
        """
        prompts: ['{{question}}']
        providers:
          echo:
            config: {}
        tests:
          - {vars: {question: "{% if a %}x{% endif %}"}, assert: [{type: icontains-any, value: "a, b"}]}
        """,
    ];

    static readonly string[] _prompts =
    [
        """
        id: a.b
        name: A
        prompt_text: "Hello {{ name }}"
        variables: { name: { type: string, required: true } }
        provider_profiles: [echo]
        kpis:
          - name: short
            formula: len(output) < 100
            min: 1
        scoring: { mode: weighted }
        tests:
          - description: one
            vars: { name: Ada }
            assert:
              - { type: contains, value: Ada }
              - { type: levenshtein, value: "Hello Ada", threshold: 2 }
        """,
    ];

    readonly string[] _seeds = [.. promptfoo ? _configs : _prompts, .. more];

    public override string Name => promptfoo ? "config" : "prompt-file";

    public override string Generate(Dice dice) => Mutation.Of(dice.Pick(_seeds), dice);

    public override Task<string?> ViolationAsync(string input) => OpenAsync(run: false, (promptfoo ? "promptfooconfig.yaml" : "prompts/p.yaml", input), ("ptm.yaml", promptfoo ? "" : "prompts: prompts/*.yaml\n"));
}
