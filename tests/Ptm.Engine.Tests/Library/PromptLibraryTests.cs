using Ptm.Engine.Library;

namespace Ptm.Engine.Tests.Library;

public sealed class PromptLibraryTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_library_is_found_by_walking_up_from_a_folder()
    {
        _folder.Write("ptm.yaml", "prompts: p/*.yaml");
        _folder.Write("p/a.yaml", "id: a\nprompt_text: hi\nprovider_profiles: [echo]");
        string deep = Directory.CreateDirectory(Path.Combine(_folder.Path, "x", "y")).FullName;

        Assert.Equal(["a"], PromptLibrary.Open(deep).Prompts.Select(prompt => prompt.Id));
    }

    [Fact]
    public void Ptm_yaml_wins_over_a_promptfoo_config_beside_it_and_says_so()
    {
        _folder.Write("ptm.yaml", "");
        _folder.Write("prompts/a.yaml", "id: a\nprompt_text: hi\ntests: [{}]");
        _folder.Write("promptfooconfig.yaml", "prompts: [x]\nproviders: [echo]");

        PromptLibrary library = PromptLibrary.Open(_folder.Path);

        Assert.Equal(["a"], library.Prompts.Select(prompt => prompt.Id));
        Assert.Equal(DiagnosticCodes.TwoConfigurations, Assert.Single(library.Warnings).Code);
    }

    [Fact]
    public void Cases_and_assertions_keep_their_line_and_column()
    {
        string path = _folder.Write("a.yaml", """
            id: a
            prompt_text: "{{ x }}"
            tests:
              - description: first
                vars: { x: 1 }
                assert:
                  - type: equals
                    value: "1"
              - description: second
            """);

        PromptDefinition prompt = Assert.Single(PromptLibrary.Open(path).Prompts);

        Assert.Equal([new(path, 4, 5), new(path, 9, 5)], prompt.Tests.Select(test => test.Location!));
        Assert.Equal(new SourceLocation(path, 7, 9), prompt.Tests[0].Assertions[0].Location);
    }

    [Fact]
    public void Every_finding_of_every_file_is_reported_at_once()
    {
        _folder.Write("ptm.yaml", "prompts: '*.p.yaml'");
        _folder.Write("a.p.yaml", "id: a\nprompt_txt: hi\nlatency_threshold_ms: -1");
        _folder.Write("b.p.yaml", "id: [");

        PtmException error = Assert.Throws<PtmException>(() => PromptLibrary.Open(_folder.Path));

        Assert.Equal(
            [DiagnosticCodes.UnknownKey, DiagnosticCodes.InvalidValue, DiagnosticCodes.InvalidValue, DiagnosticCodes.InvalidSyntax],
            error.Diagnostics.Select(finding => finding.Code));
        Assert.Contains("Did you mean 'prompt_text'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_id_that_is_taken_is_an_error_that_names_both_places()
    {
        _folder.Write("ptm.yaml", "prompts: '*.p.yaml'");
        string first = _folder.Write("a.p.yaml", "id: same\nprompt_text: hi");
        string second = _folder.Write("b.p.yaml", "\nid: same\nprompt_text: hi");

        Diagnostic finding = Assert.Single(Assert.Throws<PtmException>(() => PromptLibrary.Open(_folder.Path)).Diagnostics);

        Assert.Equal((DiagnosticCodes.Duplicate, new SourceLocation(second, 2, 1)), (finding.Code, finding.Location));
        Assert.Contains(first, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tests: [{description: d, asserts: [{type: equals, value: x}]}]", DiagnosticCodes.HiddenChecks, "Did you mean 'assert'?")]
    [InlineData("assert: [{type: equals, value: x}]", DiagnosticCodes.HiddenChecks, "belongs into a test case")]
    [InlineData("tests: [{vars: {animal: dog, assert: [{type: equals, value: dog}]}}]", DiagnosticCodes.HiddenChecks, "stands inside 'vars'")]
    [InlineData("tests: [{assert: [{type: equals, value: x, treshold: 1}]}]", DiagnosticCodes.HiddenChecks, "Did you mean 'threshold'?")]
    [InlineData("tests: [{tresholds: 1}]", DiagnosticCodes.HiddenChecks, "Did you mean 'threshold'?")]
    [InlineData("tests: [{vars: {animal: dog, __expected: 'equals: zz'}}]", DiagnosticCodes.HiddenChecks, "inside 'vars' it is a variable")]
    [InlineData("tests: [{vars: {animal: dog}, __expected2: 'equals: zz'}]", DiagnosticCodes.HiddenChecks, "belong into 'assert'")]
    [InlineData("tests: [{vars: {animal: dog}, expected: zz}]", DiagnosticCodes.HiddenChecks, "belong into 'assert'")]
    [InlineData("tests: [{vars: {animal: dog}, options: {threshold: 0.2}}]", DiagnosticCodes.HiddenChecks, "belongs beside 'options'")]
    public async Task A_key_that_would_hide_a_check_is_an_error_of_our_file_and_of_a_promptfoo_configs_case(string cases, string code, string message)
    {
        string own = _folder.Write("own.yaml", $"id: a\nprompt_text: hi\nprovider_profiles: [echo]\n{cases}");
        string promptfoo = _folder.Write("promptfooconfig.yaml", $"prompts: [hi]\nproviders: [echo]\n{cases}");

        Diagnostic finding = Assert.Throws<PtmException>(() => PromptLibrary.Open(own)).Diagnostics[0];
        Assert.Equal(code, finding.Code);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
        Assert.Equal(new(own, 4, finding.Location!.Column), finding.Location);

        CaseError error = Assert.Single(await ErrorsAsync(promptfoo));
        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(new(promptfoo, 3, error.Location!.Column), error.Location);
    }

    [Theory]
    [InlineData("prompts: [hi]\nproviders: [echo]\ntests: [{assert: [{type: contains, value: h}]}, {prompts: [nope], assert: [{type: contains, value: zz}]}]", 3)]
    [InlineData("prompts: [hi]\nproviders:\n  - echo\n  - {id: echo, label: e2, prompts: [nope]}\ntests: [{assert: [{type: contains, value: h}]}]", 4)]
    public void A_case_or_provider_that_names_no_prompt_is_an_error(string config, int line)
    {
        string path = _folder.Write("promptfooconfig.yaml", config);

        Diagnostic finding = Assert.Throws<PtmException>(() => PromptLibrary.Open(path)).Diagnostics[0];

        Assert.Equal((DiagnosticCodes.HiddenChecks, line), (finding.Code, finding.Location!.Line));
    }

    [Theory]
    [InlineData("prompts: [hi]\nproviders: [echo]\ntestCases: [{assert: [{type: contains, value: zz}]}]", 3)]
    [InlineData("prompts: [hi]\nproviders: [echo]\nassertions: [{type: contains, value: zz}]", 3)]
    [InlineData("prompts: [hi]\nproviders: [echo]\ntests: [{checks: [{type: contains, value: zz}], assert: [{type: contains, value: h}]}]", 3)]
    [InlineData("prompts: [hi]\nproviders: [echo]\ntests: [{vars: {asserts: [{type: contains, value: zz}]}, assert: [{type: contains, value: h}]}]", 3)]
    [InlineData("prompts: [hi]\nproviders: [echo]\nthreshold: 0.5\ntests: [{assert: [{type: contains, value: h}]}]", 3)]
    [InlineData("prompts: [hi]\nproviders: [echo]\nasserts: &c [{type: contains, value: zz}]\ntests: [{assert: [{type: contains, value: h}]}]", 3)]
    [InlineData("prompts: [hi]\nproviders: [echo]\nchecks: [&c {type: contains, value: zz}, *c]\ntests: [{assert: [{type: contains, value: h}]}]", 3)]
    [InlineData("prompts: [hi]\nproviders: [echo]\nlists: {assert: &c [{type: contains, value: zz}], again: *c}\ntests: [{assert: [{type: contains, value: h}]}]", 3)]
    [InlineData("prompts: [hi]\nproviders: [echo]\ntests: [{asserts: &c [{type: contains, value: zz}], x-assert: *c, assert: [{type: contains, value: h}]}]", 3)]
    public async Task Checks_that_would_never_run_are_an_error_of_their_cases_wherever_they_hide(string config, int line)
    {
        string path = _folder.Write("promptfooconfig.yaml", config);

        CaseError error = Assert.Single(await ErrorsAsync(path));

        Assert.Equal((DiagnosticCodes.HiddenChecks, line), (error.Code, error.Location!.Line));
        Assert.Contains(PromptLibrary.Open(path).Warnings, warning => warning.Code == DiagnosticCodes.HiddenChecks && warning.Location!.Line == line);
    }

    [Theory]
    [InlineData("x-common: &c [{type: contains, value: h}]", false)]
    [InlineData(".asserts: &c [{type: contains, value: h}]", false)]
    [InlineData("x-test: {assert: &c [{type: contains, value: h}]}", false)]
    [InlineData("asserts: &c [{type: contains, value: h}]", true)]
    [InlineData("common: {tests: [{assert: &c [{type: contains, value: h}]}]}", true)]
    public async Task Checks_that_an_alias_takes_from_an_unknown_key_run(string shared, bool isWarned)
    {
        string path = _folder.Write("promptfooconfig.yaml", $"{shared}\nprompts: [hi, no]\nproviders: ['{{{{env.PTM_NOBODY | default(\"echo\")}}}}']\ntests: [{{assert: *c}}]\n");
        using PtmEngine engine = PtmEngine.Open(path);

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([CaseOutcome.Passed, CaseOutcome.Failed], run.Results.Select(result => result.Outcome));
        Assert.Equal(isWarned ? [(DiagnosticCodes.UnknownKeyIgnored, 1)] : [], PromptLibrary.Open(path).Warnings.Select(warning => (warning.Code, warning.Location!.Line)));
    }

    [Theory]
    [InlineData("x-common: &c [{type: contains, value: zz}]", DiagnosticCodes.HiddenChecks)]
    [InlineData(".asserts: [{type: contains, value: zz}]", DiagnosticCodes.HiddenChecks)]
    [InlineData("x-vars: {x: a}", DiagnosticCodes.UnknownKeyIgnored)]
    public async Task A_key_for_shared_parts_that_no_alias_uses_is_a_warning(string unused, string code)
    {
        string path = _folder.Write("promptfooconfig.yaml", $"{unused}\nprompts: [hi]\nproviders: [echo]\ntests: [{{assert: [{{type: contains, value: h}}]}}]\n");

        Diagnostic warning = Assert.Single(PromptLibrary.Open(path).Warnings);

        Assert.Equal((code, new SourceLocation(path, 1, 1)), (warning.Code, warning.Location));
        Assert.Empty(await ErrorsAsync(path));
    }

    [Theory]
    [InlineData("tests: [{options: {repeat: 0}, assert: [{type: contains, value: h}]}]", "the number 0")]
    [InlineData("tests: [{options: {repeat: '2'}, assert: [{type: contains, value: h}]}]", "this is text")]
    [InlineData("tests: [{assert: [{type: regex, value: 5}]}]", "in quotes")]
    public void What_concerns_one_case_is_a_warning_and_refuses_no_config(string tests, string message)
    {
        string path = _folder.Write("promptfooconfig.yaml", $"prompts: [hi]\nproviders: [echo]\n{tests}\n");

        Diagnostic warning = Assert.Single(PromptLibrary.Open(path).Warnings);

        Assert.Equal((DiagnosticCodes.InvalidValue, 3), (warning.Code, warning.Location!.Line));
        Assert.Contains(message, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_would_never_run_costs_no_other_case_its_verdict()
    {
        string path = _folder.Write("promptfooconfig.yaml", "prompts: [hi]\nproviders: [echo]\ntests: [{asserts: [{type: equals, value: no}]}, {assert: [{type: equals, value: hi}]}]");
        using PtmEngine engine = PtmEngine.Open(path);

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([CaseOutcome.Error, CaseOutcome.Passed], run.Results.Select(result => result.Outcome));
    }

    static async Task<IEnumerable<CaseError>> ErrorsAsync(string path)
    {
        using PtmEngine engine = PtmEngine.Open(path);
        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken);
        return run.Results.Select(result => result.Error).OfType<CaseError>();
    }

    [Theory]
    [InlineData("prompt_text: ''")]
    [InlineData("prompt_text: file://prompt.txt")]
    [InlineData("messages: []")]
    [InlineData("prompt_text: hi\ntests: [{threshold: -1, assert: [{type: contains, value: zz}]}]")]
    [InlineData("prompt_text: hi\ntests: [{assert: [{type: contains, value: hi, assert: [{type: contains, value: zz}]}]}]")]
    [InlineData("prompt_text: hi\ntests: [{assert: [{type: contains-all, value: [hi, '']}]}]")]
    [InlineData("prompt_text: hi\ntests: [{assert: [{type: word-count, value: {min: 1, mx: 1}}]}]")]
    [InlineData("prompt_text: hi\ntests: [{assert: [{type: not-cost, threshold: -1}]}]")]
    public void What_could_check_nothing_is_refused(string yaml)
    {
        string path = _folder.Write("a.yaml", $"id: a\n{yaml}");

        Assert.Equal(DiagnosticCodes.InvalidValue, Assert.Throws<PtmException>(() => PromptLibrary.Open(path)).Diagnostics[0].Code);
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_an_error()
    {
        string path = Path.Combine(_folder.Path, "latin1.yaml");
        File.WriteAllBytes(path, [.. "id: a\nprompt_text: caf"u8, 0xE9, (byte)'\n']);

        Assert.Equal(DiagnosticCodes.InvalidSyntax, Assert.Throws<PtmException>(() => PromptLibrary.Open(path)).Diagnostics[0].Code);
    }

    [Fact]
    public void An_unknown_key_of_a_promptfoo_config_that_checks_nothing_is_a_warning()
    {
        string path = _folder.Write("promptfooconfig.yaml", "prompts: [hi]\nproviders: [echo]\nenvFoo: x\ntests: []");

        Diagnostic warning = Assert.Single(PromptLibrary.Open(path).Warnings);

        Assert.Equal((DiagnosticCodes.UnknownKeyIgnored, 3), (warning.Code, warning.Location!.Line));
    }

    [Theory]
    [InlineData("tests: [{description: d, options: {storeOutputAs: x}}]", "storeOutputAs")]
    public void What_is_known_and_not_run_yet_marks_the_case(string yaml, string feature)
    {
        string path = _folder.Write("a.yaml", $"id: a\nprompt_text: hi\n{yaml}");

        TestCase test = Assert.Single(Assert.Single(PromptLibrary.Open(path).Prompts).Tests);

        Assert.Equal(feature, Assert.Single(test.Unsupported).Name);
    }

    [Fact]
    public void An_id_survives_moving_a_case_and_twins_are_numbered()
    {
        string Ids(string tests) => string.Join(' ', PromptLibrary.Open(_folder.Write("a.yaml", $"id: a\nprompt_text: hi\ntests: [{tests}]")).Prompts.Single().Tests.Select(test => test.Id));

        Assert.Equal("x y x#2", Ids("{description: x}, {description: y}, {description: x}"));
        Assert.Equal("new x y x#2", Ids("{description: new}, {description: x}, {description: y}, {description: x}"));
        Assert.Equal("x x#2 x#3", Ids("{description: x}, {description: 'x#2'}, {description: x}"));
        string hashed = Ids("{vars: {a: 1}}, {vars: {a: 1}}, {vars: {a: 2}}");
        Assert.Matches("^(case-[0-9a-f]{8}) \\1#2 case-[0-9a-f]{8}$", hashed);
    }

    [Fact]
    public void A_promptfoo_prompt_is_called_by_its_id_its_label_or_its_file()
    {
        _folder.Write("p/one.txt", "first {{x}}\n---\nsecond {{x}}\n");
        string path = _folder.Write("promptfooconfig.yaml", """
            prompts:
              - { id: by-id, raw: "a" }
              - { label: by-label, raw: "file://p/one.txt" }
              - file://p/one.txt
              - plain {{x}}
            providers: [echo]
            """);

        PromptLibrary library = PromptLibrary.Open(path);

        Assert.Equal(["by-id", "by-label", "by-label#2", "p/one.txt", "p/one.txt#2", "plain {{x}}"], library.Prompts.Select(prompt => prompt.Id));
        Assert.Equal(["a", "first {{x}}", "second {{x}}", "first {{x}}", "second {{x}}", "plain {{x}}"], library.Prompts.Select(prompt => prompt.Text));
        Assert.Contains(Path.Combine(_folder.Path, "p", "one.txt"), library.Files);
    }

    [Fact]
    public void Default_tests_give_variables_options_and_assertions_to_every_case()
    {
        string path = _folder.Write("promptfooconfig.yaml", """
            prompts: ["{{x}} {{y}}"]
            providers: [echo]
            defaultTest:
              vars: { y: dy }
              threshold: 0.5
              options: { prefix: "P:" }
              assert: [{ type: contains, value: d }]
            tests:
              - vars: { x: 1 }
                threshold: 0
                assert: [{ type: equals, value: e }]
            """);

        TestCase test = Assert.Single(Assert.Single(PromptLibrary.Open(path).Prompts).Tests);

        Assert.Equal("""{"y":"dy","x":1}""", test.Vars.GetRawText());
        Assert.Equal(["contains", "equals"], test.Assertions.Select(assertion => assertion.Type));
        Assert.Equal((0d, "P:"), (test.Threshold!.Value, test.Prefix));
    }

    [Fact]
    public void List_variables_make_a_case_of_every_combination_as_in_promptfoo()
    {
        string path = _folder.Write("promptfooconfig.yaml", """
            prompts: ["{{x}}{{y}}{{z}}"]
            providers: [echo]
            tests:
              - vars: { x: [a, b], y: [1, 2], z: [c, d] }
            """);

        IReadOnlyList<TestCase> tests = Assert.Single(PromptLibrary.Open(path).Prompts).Tests;

        Assert.Equal(
            ["""{"x":"a","y":[1,2],"z":"c"}""", """{"x":"a","y":[1,2],"z":"d"}""", """{"x":"b","y":[1,2],"z":"c"}""", """{"x":"b","y":[1,2],"z":"d"}"""],
            tests.Select(test => test.Vars.GetRawText()));
    }

    [Fact]
    public void A_missing_prompt_file_is_an_error_that_prints_the_absolute_path()
    {
        string path = _folder.Write("promptfooconfig.yaml", "prompts:\n  - file://nobody/*.txt\nproviders: [echo]");

        Diagnostic finding = Assert.Single(Assert.Throws<PtmException>(() => PromptLibrary.Open(path)).Diagnostics);

        Assert.Equal((DiagnosticCodes.FileNotFound, 2), (finding.Code, finding.Location!.Line));
        Assert.Contains(Path.Combine(_folder.Path, "nobody"), finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_library_says_how_to_make_one() =>
        Assert.Contains("ptm init", Assert.Throws<PtmException>(() => PromptLibrary.Open(_folder.Path)).Message, StringComparison.Ordinal);
}
