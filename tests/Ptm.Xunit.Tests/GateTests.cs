using Ptm.Xunit.Tests.Program;

namespace Ptm.Xunit.Tests;

/// <summary>What the attribute says of the cases together, and of how they run.</summary>
public sealed class GateTests(SharedProgram shared) : IClassFixture<SharedProgram>
{
    const string ThreeOfFour = """
        id: greeting
        tags: [smoke]
        provider_profiles: [echo]
        prompt_text: "Hello {{ name }}"
        tests:
          - { description: one, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
          - { description: two, vars: { name: Bob }, assert: [{ type: contains, value: Carl }, { type: starts-with, value: Hello }] }
          - { description: three, vars: { name: Cleo }, assert: [{ type: contains, value: Cleo }] }
          - { description: four, vars: { name: Dora }, assert: [{ type: contains, value: Dora }] }
        """;

    [Fact]
    public async Task Cases_that_fail_within_the_rate_are_skipped_when_all_have_ended_and_those_beyond_it_fail_with_the_gate()
    {
        shared.Folder.Write("prompts/greeting.yaml", ThreeOfFour);

        ILookup<string, TestNode> ended = await RunAsync("Within", "Within_in_sequence", "Beyond");

        foreach (string method in new[] { "Within", "Within_in_sequence" })
        {
            Assert.Equal([("one", "passed"), ("two", "skipped"), ("three", "passed"), ("four", "passed"), ($"{method} gate", "passed")], ended[method].Select(Shown));
            TestNode tolerated = ended[method].ElementAt(1);
            Assert.Equal("failed, tolerated", tolerated.Message);
            Assert.Contains("greeting \"two\" failed\n", tolerated.Output, StringComparison.Ordinal);
            Assert.Contains("expected to contain \"Carl\"", tolerated.Output, StringComparison.Ordinal);
            Assert.Contains("score 87.5, pass rate 0.75 (3 of 4)", ended[method].Last().Output, StringComparison.Ordinal);
            Assert.Equal(["prompt=greeting", "tag=smoke"], ended[method].Last().Traits);
        }

        Assert.Equal([("one", "passed"), ("two", "failed"), ("three", "passed"), ("four", "passed"), ("Greets: gate", "failed")], ended["Beyond"].Select(Shown));
        Assert.StartsWith("Greets: gate failed\nPTM1003: The pass rate is 0.75 (3 of 4), below the 0.8 asked for; what weighs most is greeting \"two\"", ended["Beyond"].Last().Message, StringComparison.Ordinal);
        Assert.Contains("(prompts/greeting.yaml:7)", ended["Beyond"].Last().Message, StringComparison.Ordinal);
        Assert.EndsWith("prompts/greeting.yaml:line 7", ended["Beyond"].Last().StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rate_is_that_of_the_selected_cases_and_a_gate_alone_is_about_all()
    {
        shared.Folder.Write("prompts/greeting.yaml", ThreeOfFour);
        IReadOnlyList<TestNode> listed = await shared.Program.ListAsync("Within");

        Assert.Equal([("two", "failed"), ("Within gate", "failed")], (await shared.Program.RunAsync([listed[1], listed[4]])).Select(Shown).Order());
        Assert.Equal([("two", "failed")], (await shared.Program.RunAsync([listed[1]])).Select(Shown));
        TestNode gate = Assert.Single(await shared.Program.RunAsync([listed[4]]));
        Assert.Equal("passed", gate.State);
        Assert.Contains("pass rate 0.75 (3 of 4)", gate.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_decided_or_not_checked_and_a_body_that_fails_are_tolerated_by_no_rate()
    {
        shared.Folder.Write("prompts/greeting.yaml", ThreeOfFour + "\n" + """
              - { description: undecided, vars: { name: Ada }, assert: [{ type: javascript, value: "undefined" }] }
              - { description: unchecked, vars: { name: Ada } }
            """);

        ILookup<string, TestNode> ended = await RunAsync("Within", "Body_of_a_gated_case_fails", "Body_of_a_gated_case_skips");

        Assert.Equal(["passed", "failed", "passed", "passed", "error", "failed", "failed"], ended["Within"].Select(test => test.State));
        Assert.Contains("greeting \"undecided\" could not be decided", ended["Within"].Last().Message, StringComparison.Ordinal);
        Assert.Contains("greeting \"unchecked\": nothing was checked", ended["Within"].Last().Message, StringComparison.Ordinal);
        Assert.All(ended["Body_of_a_gated_case_fails"], test => Assert.Equal("failed", test.State));
        Assert.All(ended["Body_of_a_gated_case_skips"], test => Assert.Equal("skipped", test.State));
        Assert.Equal("every case was skipped", ended["Body_of_a_gated_case_skips"].Last().Message);
    }

    [Fact]
    public async Task With_a_confidence_few_cases_do_not_suffice_to_tell()
    {
        shared.Folder.Write("prompts/greeting.yaml", ThreeOfFour);

        ILookup<string, TestNode> ended = await RunAsync("Confident", "Confident_or_not_at_all");

        Assert.Equal(["passed", "skipped", "passed", "passed", "passed"], ended["Confident"].Select(test => test.State));
        Assert.Contains("inconclusive", ended["Confident"].Last().Output, StringComparison.Ordinal);
        Assert.Equal(["passed", "failed", "passed", "passed", "failed"], ended["Confident_or_not_at_all"].Select(test => test.State));
        Assert.Contains("PTM1010", ended["Confident_or_not_at_all"].Last().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_did_not_fall_from_the_baseline_is_tolerated_and_a_fall_is_not()
    {
        string eight = string.Concat("""
            id: greeting
            provider_profiles: [echo]
            prompt_text: "Hello {{ name }}"
            tests:

            """, string.Concat(Enumerable.Range(1, 8).Select(number => $"  - {{ description: case {number}, vars: {{ name: Ada }}, assert: [{{ type: contains, value: {(number <= 2 ? "Ada" : "Bob")} }}] }}\n")));
        shared.Folder.Write("prompts/greeting.yaml", eight);

        TestNode missing = (await RunAsync("Since_the_baseline"))["Since_the_baseline"].Last();
        WriteBaseline(passed: 2);
        TestNode[] same = [.. (await RunAsync("Since_the_baseline"))["Since_the_baseline"]];
        WriteBaseline(passed: 8);
        TestNode[] fallen = [.. (await RunAsync("Since_the_baseline"))["Since_the_baseline"]];

        Assert.Equal("error", missing.State);
        Assert.Contains("PTM3001", missing.Message, StringComparison.Ordinal);
        Assert.Equal(["passed", "passed", .. Enumerable.Repeat("skipped", 6), "passed"], same.Select(test => test.State));
        Assert.Equal(["passed", "passed", .. Enumerable.Repeat("failed", 7)], fallen.Select(test => test.State));
        Assert.Contains("against the baseline", fallen[^1].Message, StringComparison.Ordinal);

        // Five cases could never show that all of them fell.
        shared.Folder.Write("prompts/greeting.yaml", string.Concat("id: greeting\nprovider_profiles: [echo]\nprompt_text: \"Hello {{ name }}\"\ntests:\n", string.Concat(Enumerable.Range(1, 5).Select(number => $"  - {{ description: case {number}, vars: {{ name: Ada }}, assert: [{{ type: contains, value: Bob }}] }}\n"))));
        WriteBaseline(passed: 5, cases: 5);
        TestNode[] collapsed = [.. (await RunAsync("Since_the_baseline"))["Since_the_baseline"]];
        Assert.All(collapsed, test => Assert.Equal("failed", test.State));
        Assert.Contains("PTM1010: Pass rate -1 against the baseline: inconclusive", collapsed[^1].Message, StringComparison.Ordinal);

        // One case of a baseline of eight: the others were left out, and are not gone.
        shared.Folder.Write("prompts/greeting.yaml", eight);
        WriteBaseline(passed: 2);
        IReadOnlyList<TestNode> listed = await shared.Program.ListAsync("Since_the_baseline");
        Assert.Equal(["passed", "skipped"], (await shared.Program.RunAsync([listed[2], listed[^1]])).Select(test => test.State).Order(StringComparer.Ordinal));

        void WriteBaseline(int passed, int cases = 8) => new Baseline(Enumerable.Range(1, cases).Select(number => new BaselineCase
        {
            PromptId = "greeting",
            CaseId = $"case {number}",
            Provider = "echo",
            Samples = 1,
            Passed = number <= passed ? 1 : 0,
            Score = number <= passed ? 100 : 0,
        })).Write(shared.Folder.Combine("baseline.json"));
    }

    [Fact]
    public async Task Samples_providers_and_a_threshold_are_those_of_the_attribute()
    {
        shared.Folder.Write("prompts/greeting.yaml", ThreeOfFour + "\n  - { description: strict, threshold: 1, vars: { name: Bob }, assert: [{ type: contains, value: Bob }, { type: contains, value: Carl }] }\n  - { description: unchecked, vars: { name: Ada } }\n");

        ILookup<string, TestNode> ended = await RunAsync("Sampled", "On_providers", "With_a_threshold");

        Assert.Equal(["greeting \"one\"", "greeting \"one\" (sample 2)", "greeting \"one\" (sample 3)"], ended["Sampled"].Take(3).Select(test => test.Name));
        Assert.Equal(18, ended["Sampled"].DistinctBy(test => test.Uid).Count());
        Assert.Equal([("greeting \"one\" [app]", "passed"), ("greeting \"one\" [echo]", "passed"), ("greeting \"one\" [nobody]", "error")], ended["On_providers"].Take(3).Select(test => (test.Name, test.State)));
        Assert.Contains("nobody", ended["On_providers"].ElementAt(2).Message, StringComparison.Ordinal);
        Assert.Equal(["passed", "passed", "passed", "passed", "failed", "failed"], ended["With_a_threshold"].Select(test => test.State));
    }

    [Fact]
    public async Task Outputs_are_compared_within_each_sample_on_the_attributes_providers()
    {
        shared.Folder.Write("prompts/greeting.yaml", """
            id: greeting
            provider_profiles: [crowd]
            prompt_text: "Hello {{ name }}"
            tests: [{ description: one, vars: { name: Ada }, assert: [{ type: contains, value: The app says }, { type: max-score }] }]
            """);

        IReadOnlyList<TestNode> ended = await shared.Program.RunAsync("Compared");

        Assert.Equal(
            [("greeting \"one\" [app]", "passed"), ("greeting \"one\" [app] (sample 2)", "passed"), ("greeting \"one\" [echo]", "failed"), ("greeting \"one\" [echo] (sample 2)", "failed")],
            ended.Select(test => (test.Name, test.State)));
        Assert.All(ended.Skip(2), test => Assert.Contains("max-score", test.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_value_that_means_nothing_is_one_failing_test_that_says_what_is_allowed()
    {
        shared.Folder.Write("prompts/greeting.yaml", ThreeOfFour);

        ILookup<string, TestNode> ended = await RunAsync("A_percentage", "Fewer_than_none", "More_than_all", "Confident_of_nothing");

        Assert.Equal(4, ended.Count);
        Assert.All(ended, tests => Assert.Equal("error", Assert.Single(tests).State));
        Assert.Contains("[PtmPromptTheory]: MinPassRate takes 0 to 1, and this is 90.", ended["A_percentage"].First().Message, StringComparison.Ordinal);
        Assert.Contains("Samples takes 1 or more, and this is -1.", ended["Fewer_than_none"].First().Message, StringComparison.Ordinal);
        Assert.Contains("Threshold takes 0 to 1, and this is 1.5.", ended["More_than_all"].First().Message, StringComparison.Ordinal);
        Assert.Contains("Confidence and OnInconclusive are about MinPassRate or Baseline, and neither is set.", ended["Confident_of_nothing"].First().Message, StringComparison.Ordinal);
    }

    static (string Name, string State) Shown(TestNode test) => (test.Name.Contains('"', StringComparison.Ordinal) ? test.Name.Split('"')[1] : test.Name, test.State);

    async Task<ILookup<string, TestNode>> RunAsync(params string[] methods) => (await shared.Program.RunAsync(methods)).ToLookup(test => test.Method);
}
