namespace Ptm.Engine.Tests.Running;

/// <summary>What a file says about its templates, as a run of it shows.</summary>
public sealed class TemplateSettingsTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly List<Diagnostic> _warnings = [];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_promptfoo_config_reads_the_environment_its_own_values_first()
    {
        const string name = "PTM_TEST_ENVIRONMENT_OF_TEMPLATES";
        Environment.SetEnvironmentVariable(name, "process");
        try
        {
            IReadOnlyList<CaseResult> results = await RunAsync("promptfooconfig.yaml", $$$"""
                prompts: ["{{ env.{{{name}}} }} {{ env.OWN }} {{ env.BOTH }}{{ env.NOT_THERE_AT_ALL }}|{{ v }}"]
                providers: [echo]
                env: { OWN: mine, BOTH: config, PATH: none }
                tests:
                  - vars: { v: "{{ env.OWN | upper }}" }
                    assert: [{ type: contains, value: "{{ env.OWN }}" }, { type: contains, value: MINE }, { type: contains-any, value: ["{{ env.{{{name}}} }}"] }]
                """);

            Assert.Equal("process mine config|MINE", Assert.Single(results).Output!.Text);
            Assert.Equal(CaseOutcome.Passed, results[0].Outcome);
            Assert.Equal(["Case 'env.NOT_THERE_AT_ALL'"], Undefined().Select(message => $"Case '{message}'"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public async Task A_listing_of_the_environment_shows_what_the_file_says_and_nothing_of_the_process()
    {
        IReadOnlyList<CaseResult> results = await RunAsync("promptfooconfig.yaml", """
            prompts: ["{% for name, value in env %}{{ name }}={{ value }};{% endfor %}{{ env | dump }}"]
            providers: [echo]
            env: { OWN: mine }
            tests: [{ assert: [{ type: contains, value: OWN }] }]
            """);

        Assert.Equal("OWN=mine;{\"OWN\":\"mine\"}", results[0].Output!.Text);
    }

    [Fact]
    public async Task A_prompt_file_of_ours_reads_the_environment_too()
    {
        const string name = "PTM_TEST_ENVIRONMENT_OF_PROMPTS";
        Environment.SetEnvironmentVariable(name, "there");
        try
        {
            IReadOnlyList<CaseResult> results = await RunAsync("own.yaml", $$$"""
                id: own
                prompt_text: "{{ env.{{{name}}} }}"
                provider_profiles: [echo]
                tests: [{ assert: [{ type: equals, value: "{{ env.{{{name}}} }}" }] }]
                """);

            Assert.Equal(("there", CaseOutcome.Passed), (results[0].Output!.Text, results[0].Outcome));
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public async Task A_prompt_of_a_request_sees_no_environment()
    {
        _folder.Write("own.yaml", "id: own\nprompt_text: a\nprovider_profiles: [echo]\ntests: [{ description: one }]");
        using PtmEngine engine = PtmEngine.Open(_folder.Combine("own.yaml"));
        PlannedCase planned = engine.Plan().Cases[0];

        CaseResult result = await engine.EvaluateAsync(planned with { Prompt = planned.Prompt with { Text = "{{ env.PATH }}", Location = null, TextLocation = null } }, Token);

        Assert.Equal(CaseOutcome.Error, result.Outcome);
        Assert.Contains("'env' is not there for a prompt of a request", result.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strict_variables: true\n", "", CaseOutcome.Error)]
    [InlineData("", "strict_variables: true\n", CaseOutcome.Error)]
    [InlineData("strict_variables: true\n", "strict_variables: false\n", CaseOutcome.Unchecked)]
    [InlineData("", "", CaseOutcome.Unchecked)]
    public async Task Strict_variables_make_an_undefined_one_an_error_of_its_case_with_its_place(string library, string file, CaseOutcome outcome)
    {
        _folder.Write("ptm.yaml", library + "prompts: '*.p.yaml'");
        IReadOnlyList<CaseResult> results = await RunAsync("strict.p.yaml", file + """
            id: strict
            provider_profiles: [echo]
            prompt_text: |
              Hello
                {{ name | upper if name else "nobody" }}, {{ frist }}
            tests:
              - { description: without, vars: { name: Ada } }
              - { description: with, vars: { name: Ada, frist: x } }
            """);

        Assert.Equal((outcome, CaseOutcome.Unchecked), (results[0].Outcome, results[1].Outcome));
        SourceLocation place = outcome == CaseOutcome.Error ? results[0].Error!.Location! : Assert.Single(_warnings, warning => warning.Code == DiagnosticCodes.UndefinedVariable).Location!;
        int shift = file.Length > 0 ? 1 : 0;
        Assert.Equal((5 + shift, 50), (place.Line, place.Column));
        Assert.Contains("frist", outcome == CaseOutcome.Error ? results[0].Error!.Message : Undefined().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promptfoo_config_takes_strict_variables_too()
    {
        IReadOnlyList<CaseResult> results = await RunAsync("promptfooconfig.yaml", """
            strict_variables: true
            prompts: ["{{ a }}"]
            providers: [echo]
            tests:
              - { vars: { a: "{{ nope }}" } }
              - { vars: { b: 1 } }
              - { vars: { a: 1 }, assert: [{ type: contains, value: "{{ nope }}" }] }
              - { vars: { a: 1 }, assert: [{ type: contains, value: "{{ a }}" }] }
            """);

        Assert.Equal([CaseOutcome.Error, CaseOutcome.Error, CaseOutcome.Error, CaseOutcome.Passed], results.Select(result => result.Outcome));
        Assert.All(results.Take(2), result => Assert.True(result.Error!.Location is { Line: > 0 }));
    }

    [Fact]
    public async Task An_undefined_variable_warns_with_case_and_place_in_prompts_messages_variables_and_assertions_but_not_before_default()
    {
        await RunAsync("promptfooconfig.yaml", """
            prompts: ["{{ one }}{{ two | default('x') }}{% if three %}{% endif %}{{ four is defined }}"]
            providers: [echo]
            tests:
              - description: the case
                vars: { v: "{{ five }}", w: "{{ v.six }}" }
                assert: [{ type: not-contains, value: "z{{ seven }}" }, { type: not-contains-any, value: ["z{{ eight }}"] }]
            """);
        await RunAsync("own.yaml", "id: own\nmessages: [{ role: user, content: '{{ nine }}' }]\nprovider_profiles: [echo]\ntests: [{ description: other }]");

        Assert.Equal(["v.six", "one", "seven", "eight", "nine"], Undefined());
        Assert.All(_warnings.Where(warning => warning.Code == DiagnosticCodes.UndefinedVariable), warning =>
        {
            Assert.True(warning.Location is { File.Length: > 0, Line: > 0, Column: > 0 });
            Assert.Matches("the case|other", warning.Message);
        });
        Assert.Contains(_warnings, warning => warning.Code == DiagnosticCodes.PartIgnored && warning.Message.Contains("The variable 'v' names 'five'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Filters_of_files_run_with_arguments_in_prompts_variables_assertions_and_JSON_and_hide_those_of_the_language()
    {
        _folder.Write("shout.js", "module.exports = (text, sign) => text.toUpperCase() + (sign ?? '!');");
        _folder.Write("lib/upper.mjs", "export default (text) => 'mine:' + text;");
        _folder.Write("named.js", "module.exports = (text, options) => JSON.stringify([text, options]);");
        IReadOnlyList<CaseResult> results = await RunAsync("promptfooconfig.yaml", """
            prompts:
              - "{{ a | shout }} {{ a | shout('?') | lower }} {{ a | upper }} {{ v }} {{ list | named(x=1) }}"
              - '{"a": "{{ q | shout }}"}'
            providers: [echo]
            nunjucksFilters: { shout: file://shout.js, upper: ./lib/upper.mjs, named: named.js }
            tests:
              - vars: { a: ab, v: "{{ a | shout }}", q: 'x"y', list: { k: [1] } }
                assert: [{ type: contains-any, value: ["{{ a | shout }}", "{{ q | shout }}"] }]
            """);

        Assert.Equal("AB! ab? mine:ab AB! [{\"k\":[1]},{\"x\":1,\"__keywords\":true}]", results[0].Output!.Text);
        Assert.Equal("{\n  \"a\": \"X\\\"Y!\"\n}", results[1].Output!.Text);
        Assert.Equal(CaseOutcome.Passed, results[0].Outcome);
    }

    [Fact]
    public async Task A_filter_that_is_missing_throws_or_never_ends_fails_the_cases_that_use_it_with_their_place()
    {
        _folder.Write("boom.js", "module.exports = () => { throw new Error('boom'); };");
        _folder.Write("forever.js", "module.exports = () => { for (;;) { } };");
        _folder.Write("nothing.js", "module.exports = () => undefined;");
        IReadOnlyList<CaseResult> results = await RunAsync("promptfooconfig.yaml", """
            prompts: ["{{ 'a' | boom }}", "{{ 'a' | gone }}", "{{ 'a' | forever }}", "[{{ 'a' | nothing }}]", "fine"]
            providers: [echo]
            nunjucksFilters: { boom: boom.js, gone: gone.js, forever: forever.js, nothing: nothing.js }
            tests: [{ vars: {} }]
            """);

        Assert.Equal([CaseOutcome.Error, CaseOutcome.Error, CaseOutcome.Error, CaseOutcome.Unchecked, CaseOutcome.Unchecked], results.Select(result => result.Outcome));
        Assert.Contains("the filter 'boom' failed", results[0].Error!.Message, StringComparison.Ordinal);
        Assert.Contains("gone.js", results[1].Error!.Message, StringComparison.Ordinal);
        Assert.All(results.Take(3), result => Assert.Equal(1, result.Error!.Location!.Line));
        Assert.Equal("[]", results[3].Output!.Text);
        Assert.Contains(_warnings, warning => warning.Code == DiagnosticCodes.FileNotFound && warning.Location!.Line == 3);
    }

    [Fact]
    public async Task A_syntax_error_has_its_line_and_column_fails_only_the_cases_that_use_it_and_shows_before_a_run()
    {
        _folder.Write("text.txt", "first\nsecond {{ a b }}\n");
        _folder.Write("chat.json", "[\n  {\"role\": \"user\", \"content\": \"say \\\"{{ a b }}\\\"\"}\n]\n");
        string path = _folder.Write("promptfooconfig.yaml", """
            prompts:
              - file://text.txt
              - file://chat.json
              - label: block
                raw: |
                  fine

                    {{ a b }}
              - "works {{ a }}"
            providers: [echo]
            tests:
              - vars: { a: 1 }
                assert: [{ type: contains, value: "1" }]
            """);
        using PtmEngine engine = PtmEngine.OpenFiles([path]);

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: Token);

        Assert.Equal([CaseOutcome.Error, CaseOutcome.Error, CaseOutcome.Error, CaseOutcome.Passed], run.Results.Select(result => result.Outcome));
        string[] places = ["text.txt(2,13)", "chat.json(2,43)", "promptfooconfig.yaml(8,14)"];
        Assert.Equal(places, run.Results.Take(3).Select(result => Place(result.Error!.Location!)));
        Assert.All(run.Results.Take(3), result => Assert.Equal(DiagnosticCodes.TemplateSyntax, result.Error!.Code));
        Assert.Equal(places, engine.CheckTemplates().Select(finding => Place(finding.Location!)));
    }

    [Fact]
    public void A_template_of_an_assertion_that_does_not_parse_shows_before_a_run()
    {
        string path = _folder.Write("own.yaml", """
            id: own
            prompt_text: a
            provider_profiles: [echo]
            tests:
              - assert:
                  - { type: contains, value: "{{ a" }
                  - { type: contains-any, value: ["b", "{{ c | uper }}"] }
            """);
        using PtmEngine engine = PtmEngine.OpenFiles([path]);

        Assert.Equal([6, 7], engine.CheckTemplates().Select(finding => finding.Location!.Line));
    }

    static string Place(SourceLocation place) => $"{Path.GetFileName(place.File)}({place.Line},{place.Column})";

    IEnumerable<string> Undefined() => _warnings.Where(warning => warning.Code == DiagnosticCodes.UndefinedVariable).Select(warning => warning.Message.Split('\'')[^2]);

    async Task<IReadOnlyList<CaseResult>> RunAsync(string name, string text)
    {
        string path = _folder.Write(name, text);
        using PtmEngine engine = PtmEngine.OpenFiles([path], new() { OnWarning = _warnings.Add });
        return (await engine.RunAsync(engine.Plan(), cancellationToken: Token)).Results;
    }
}
