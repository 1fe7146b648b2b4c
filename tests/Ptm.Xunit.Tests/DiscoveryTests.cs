using Ptm.Xunit.Tests.Program;

namespace Ptm.Xunit.Tests;

/// <summary>No case vanishes from the list, and none changes its id without need.</summary>
public sealed class DiscoveryTests : IClassFixture<SharedProgram>
{
    const string Head = """
        id: greeting
        provider_profiles: [echo]
        prompt_text: "Hello {{ name }}"

        """;

    readonly SharedProgram _shared;

    public DiscoveryTests(SharedProgram shared)
    {
        _shared = shared;
        shared.Clear();
    }

    [Fact]
    public async Task Twins_and_names_that_no_one_would_choose_all_show_and_run()
    {
        string @long = new('x', 1_200);
        _shared.Folder.Write("prompts/greeting.yaml", Head + $$"""
            tests:
              - { description: twin, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
              - { description: twin, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
              - { description: same, vars: { name: Bob }, assert: [{ type: contains, value: Bob }] }
              - { description: same, vars: { name: Cleo }, assert: [{ type: contains, value: Cleo }] }
              - { description: {{@long}}, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
              - { description: "tab\tand\nnewline", vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
              - { description: "bell \a nul \0 escape \e[31m", vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
              - { description: 🎉👩‍👩‍👧, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
              - { description: "", id: nameless, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
              - { vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
              - { vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
            """);
        TestProgram program = _shared.Program;

        IReadOnlyList<TestNode> ended = await program.RunAsync("One_prompt");

        Assert.Equal(11, ended.Count);
        Assert.All(ended, test => Assert.Equal("passed", test.State));
        Assert.Equal(11, ended.DistinctBy(test => test.Uid).Count());
        Assert.Equal(11, ended.DistinctBy(test => test.Name).Count());
        Assert.All(ended, test => Assert.DoesNotContain(test.Name, char.IsControl));
        Assert.Equal(["greeting \"twin\"", "greeting \"twin\" #2", "greeting \"same\"", "greeting \"same\" #2"], ended.Take(4).Select(test => test.Name));
        Assert.Equal(["greeting \"tab and newline\"", "greeting \"bell \\u0007 nul \\u0000 escape \\u001B[31m\"", "greeting \"🎉👩‍👩‍👧\"", "greeting \"nameless\""], ended.Skip(5).Take(4).Select(test => test.Name));
    }

    [Theory]
    [InlineData("id: other\nprovider_profiles: [echo]\nprompt_text: x\ntests: [{ vars: {} }]\n", "There is no prompt 'greeting'")]
    [InlineData("id: greeting\nprompt_text: [\n", "PTM3002")]
    [InlineData("id: greeting\nprompt_txt: x\n", "prompt_text")]
    [InlineData("id: greeting\nprovider_profiles: [echo]\nprompt_text: x\n", "PTM3010: The prompt 'greeting' has no test case")]
    [InlineData("id: greeting\nprompt_text: x\ntests: [{ vars: {} }]\n", "names no provider")]
    [InlineData("id: greeting\nprovider_profiles: [echo, echo]\nprompt_text: x\ntests: [{ vars: {} }]\n", "The files make 2 tests, and the list has 1. More than once there is greeting \"case-")]
    public async Task What_cannot_be_listed_is_one_failing_test(string content, string message)
    {
        _shared.Folder.Write("prompts/greeting.yaml", content);
        TestProgram program = _shared.Program;

        TestNode ended = Assert.Single(await program.RunAsync("One_prompt"));

        Assert.Equal("error", ended.State);
        Assert.Contains(message, ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_one_failing_test()
    {
        _shared.Folder.Write("prompts/greeting.yaml", Head + "tests: [{ vars: { name: Ada } }]\n");
        TestProgram program = _shared.Program;

        TestNode ended = Assert.Single(await program.RunAsync("One_file"));

        Assert.Equal(("error", "Ptm.Xunit.TestAssembly.Theories.One_file [promptfooconfig.yaml]"), (ended.State, ended.Name));
        Assert.Contains("promptfooconfig.yaml", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_that_no_case_has_is_one_failing_test()
    {
        _shared.Folder.Write("prompts/greeting.yaml", Head + "tests: [{ vars: { name: Ada } }]\n");
        TestProgram program = _shared.Program;

        Assert.Contains("No case of any prompt with the tag 'smoke'", Assert.Single(await program.RunAsync("One_tag")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Among_other_prompts_a_file_whose_cases_are_gone_is_a_failing_test_of_its_own()
    {
        _shared.Folder.Write("prompts/greeting.yaml", Head + "tests: [{ vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }]\n");
        _shared.Folder.Write("prompts/empty.yaml", "id: empty\nprovider_profiles: [echo]\nprompt_text: x\n");
        TestProgram program = _shared.Program;

        IReadOnlyList<TestNode> ended = await program.RunAsync("Whole_library");

        Assert.Equal(["passed", "error"], ended.Select(test => test.State));
        Assert.EndsWith("[empty.yaml]", ended[1].Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_takes_the_cases_that_have_it_and_all_cases_of_a_prompt_that_has_it()
    {
        _shared.Folder.Write("prompts/a.yaml", "id: a\ntags: [smoke]\nprovider_profiles: [echo]\nprompt_text: x\ntests: [{ description: one }, { description: two }]\n");
        _shared.Folder.Write("prompts/b.yaml", "id: b\nprovider_profiles: [echo]\nprompt_text: x\ntests: [{ description: three, tags: [smoke] }, { description: four }]\n");
        TestProgram program = _shared.Program;

        Assert.Equal(["a \"one\"", "a \"two\"", "b \"three\""], (await program.ListAsync("One_tag")).Select(test => test.Name));
    }

    [Fact]
    public async Task A_promptfoo_config_gives_every_prompt_and_provider_and_names_both()
    {
        _shared.Folder.Write("second.txt", "Hi {{ name }}");
        _shared.Folder.Write("promptfooconfig.yaml", """
            prompts:
              - { id: first, raw: "Hello {{ name }}" }
              - file://second.txt
            providers: [echo, app]
            tests:
              - { description: greets, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
            """);
        TestProgram program = _shared.Program;

        IReadOnlyList<TestNode> ended = await program.RunAsync("One_file");

        Assert.Equal(["first \"greets\" [echo]", "first \"greets\" [app]", "second.txt \"greets\" [echo]", "second.txt \"greets\" [app]"], ended.Select(test => test.Name));
        Assert.All(ended, test => Assert.Equal("passed", test.State));
    }

    [Fact]
    public async Task A_case_put_before_the_others_changes_no_other_id()
    {
        const string Old = "  - { description: first, vars: { name: Ada } }\n  - { vars: { name: Bob } }\n  - { id: third, description: x, vars: { name: Cleo } }\n";
        _shared.Folder.Write("prompts/greeting.yaml", Head + "tests:\n" + Old);
        TestProgram program = _shared.Program;
        string[] before = [.. (await program.ListAsync("One_prompt")).Select(test => test.Uid)];

        _shared.Folder.Write("prompts/greeting.yaml", Head + "tests:\n  - { description: new, vars: { name: Dora } }\n" + Old);
        string[] after = [.. (await program.ListAsync("One_prompt")).Select(test => test.Uid)];

        Assert.Equal(before, after[1..]);
    }

    [Fact]
    public async Task An_edited_assertion_and_a_moved_case_change_no_id()
    {
        const string Described = "  - { description: first, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }\n";
        const string Nameless = "  - { vars: { name: Bob }, assert: [{ type: contains, value: Bob }] }\n";
        const string Identified = "  - { id: third, description: x, vars: { name: Cleo }, assert: [{ type: contains, value: Cleo }] }\n";
        _shared.Folder.Write("prompts/greeting.yaml", Head + "tests:\n" + Described + Nameless + Identified);
        TestProgram program = _shared.Program;
        string[] before = [.. (await program.ListAsync("One_prompt")).Select(test => test.Uid)];

        string edited = (Identified + Nameless + Described).Replace("contains", "icontains", StringComparison.Ordinal).Replace("value: Bob }", "value: bobby }, { type: is-json }", StringComparison.Ordinal);
        _shared.Folder.Write("prompts/greeting.yaml", Head + "tests:\n" + edited);
        string[] after = [.. (await program.ListAsync("One_prompt")).Select(test => test.Uid)];

        Assert.Equal(3, before.Length);
        Assert.Equal(Enumerable.Reverse(before), after);
    }
}
