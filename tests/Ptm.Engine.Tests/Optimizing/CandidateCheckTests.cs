using Ptm.Engine.Code;
using Ptm.Engine.Optimizing.Candidates;

namespace Ptm.Engine.Tests.Optimizing;

/// <summary>Which candidates are refused before they cost anything.</summary>
public sealed class CandidateCheckTests
{
    static readonly CandidateCheck s_check = new(new(_ => { }, new CodeRunner()));

    [Theory]
    [InlineData("Answer {{ question }}", "Answer briefly: {{ question }}", null)]
    [InlineData("Answer {{ question }} of {{ user.name }}", "Answer {{ question }}", "it loses the variable 'user.name'")]
    [InlineData("Answer {{ question }}", "Answer {{ question }} in {{ language }}, {{ tone }}", "it invents the variables 'language', 'tone'")]
    [InlineData("Answer {{ user.name }}", "Answer {{ user.nmae }}", "it loses the variable 'user.name'")]
    [InlineData("Answer {{ user }}", "Answer {{ user }} {% if user.nmae %}!{% endif %}", "it invents the variable 'user.nmae'")]
    [InlineData("{% for d in docs %}{{ d.text }}{% endfor %}", "{% for doc in docs %}{{ doc.txet }}{% endfor %}", "it loses the variable 'docs[].text'")]
    [InlineData("{% for d in docs %}{{ d.text }}{% endfor %}", "{% for doc in docs %}# {{ loop.index }}\n{{ doc.text | trim }}{% endfor %}", null)]
    [InlineData("{% macro say(x) %}{{ x }}{% endmacro %}{{ say(question) }}", "{% set q = question %}{{ q }}", null)]
    [InlineData("Answer {{ question }}", "Answer {{ question", "it does not parse: ")]
    [InlineData("Answer {{ question }}", "Answer {{ env.SECRET }} {{ question }}", "it invents the variable 'env.SECRET'")]
    [InlineData("Answer {{ question }}", "Answer {{ question }}", "it is its parent again")]
    [InlineData("Answer", "  \n", "a part of it is empty")]
    [InlineData("Answer", "file://other.txt", "it names a file or a program")]
    [InlineData("Answer {{ question }}", "Answer {{ question | join(question.x.y) }}", "it invents the variable 'question.x.y'")]
    [InlineData("""[{"role": "user", "content": "{{ question }}"}]""", """[{"role": "system", "content": "{{ question }}"}]""", "it has other messages, or other roles in them")]
    [InlineData("""[{"role": "user", "content": "{{ question }}"}]""", """[{"role": "user", "content": "{{ question }}"}, {"role": "user", "content": "?"}]""", "it has other messages, or other roles in them")]
    [InlineData("""{"ask": "{{ question }}"}""", "ask {{ question }}", "it is no longer JSON")]
    [InlineData("""[{"role": "user", "content": {{ question | dump }}}]""", """[{"role": "user", "content": {{ question }}}]""", "filled with a case's variables it has other messages")]
    [InlineData("Answer {{ question }}", "Answer {{ question | nosuch }}", "it does not parse: ")]
    [InlineData("Answer {{ question }}", "Answer {{ question() }}", "it does not render: ")]
    [InlineData("Answer {{ question }}", "Answer {% if false %}{{ question }}{% endif %}", "filled with a case's variables it no longer shows the variable 'question'")]
    [InlineData("Answer {{ question }} of {{ user.name }}", "Answer {{ question }} of {{ user.name | replace(user.name, '') }}", "filled with a case's variables it no longer shows the variable 'user.name'")]
    [InlineData("Answer {{ question }}", "{{ question }}{% for i in range(0, 9999) %}x{% endfor %}", "filled with a case's variables it has 10003 characters, and its parent 11")]
    public void A_candidate_that_is_no_prompt_in_its_parents_place_is_refused(string parent, string candidate, string? flaw)
    {
        string? found = s_check.FlawOf(Prompt(parent), Prompt(candidate), [Case("""{"question": "Why?", "user": {"name": "Ann"}}""")], TestContext.Current.CancellationToken);

        Assert.StartsWith(flaw ?? "none", found ?? "none", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ q }} Tags: {{ tags }}", "{{ q }} {% if tags %}Tags{% endif %}", "filled with a case's variables it no longer shows the variable 'tags[]'")]
    [InlineData("{{ q }} Tags: {{ tags }}", "{{ q }} Tags: {% for tag in tags %}<{{ tag | upper }}>{% endfor %}", null)]
    [InlineData("{{ q }} Tags: {{ tags }}", "{{ q }} Tags: {{ tags[0] }}", "filled with a case's variables it no longer shows the variable 'tags[]'")]
    [InlineData("{{ q }} Level {{ level }}", "{{ q }} {% if level %}Answer{% endif %}", "filled with a case's variables it no longer shows the variable 'level'")]
    [InlineData("{{ q }} Level {{ level }}", "{{ q }} {% if level == 'A' %}Hard{% endif %} {{ level }}", null)]
    [InlineData("{{ q }} {% if level == 'A' %}{{ level }}!{% endif %}", "{{ q }} {% if level == 'A' %}Answer{% endif %}", null)]
    [InlineData("{{ q }} {% if user.name == 'Ann' %}{{ level }}!{% endif %}", "{{ q }} {% if user.name == 'Ann' and level %}Answer{% endif %}", "filled with a case's variables it no longer shows the variable 'level'")]
    [InlineData("Q: {{ q }} {{ level }}", "{% if level == 'A' %}Hard: {{ q }}{% elif level == 'B' %}Easy: {{ q }}{% endif %} {{ level }}", null)]
    [InlineData("{{ q }} by {{ user.name }}", "{{ q }} by {{ user.name }} ({{ user }})", "filled with a case's variables it shows [object Object]")]
    [InlineData("{{ q }} by {{ user.name }}", "{{ q }} by {{ user.name }} ({{ user | dump }})", null)]
    [InlineData("{% for d in docs %}{{ d.text }}{% endfor %}{{ q }}", "{% for d in docs %}{% if d.text %}text{% endif %}{% endfor %}{{ q }}", "filled with a case's variables it no longer shows the variable 'docs[].text'")]
    [InlineData("{{ q }} {{ age | abs }}", "{{ q }}: {{ age | abs }}", null)]
    [InlineData("{{ q }} {{ age | abs }}", "{{ q }}: {% if age %}old{% endif %}", "filled with a case's variables it no longer shows the variable 'age'")]
    public void A_value_is_told_from_the_same_letters_in_other_text(string parent, string candidate, string? flaw)
    {
        string? found = s_check.FlawOf(
            Prompt(parent),
            Prompt(candidate),
            [Case("""{"q": "Why?", "level": "A", "tags": ["red", "text"], "age": 41, "user": {"name": "Ann"}, "docs": [{"text": "text"}]}""")],
            TestContext.Current.CancellationToken);

        Assert.StartsWith(flaw ?? "none", found ?? "none", StringComparison.Ordinal);
    }

    [Fact]
    public void A_candidate_that_holds_its_cases_is_refused_by_its_length()
    {
        Assert.Null(s_check.FlawOf(Prompt("Answer"), Prompt("Answer" + new string('x', 3_000)), [], TestContext.Current.CancellationToken));
        Assert.StartsWith("it has 5006 characters", s_check.FlawOf(Prompt("Answer"), Prompt("Answer" + new string('x', 5_000)), [], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_of_messages_keeps_its_roles_and_variables()
    {
        PromptDefinition parent = Prompt(null) with { Messages = [new("system", "Be kind to {{ user }}."), new("user", "{{ question }}")] };

        Assert.Null(Flaw(new("system", "Be very kind to {{ user }}."), new("user", "{{ question }}")));
        Assert.Null(Flaw(new("system", "Be kind."), new("user", "{{ user }} asks: {{ question }}")));
        Assert.Equal("it loses the variable 'user'", Flaw(new("system", "Be kind."), new("user", "{{ question }}")));
        Assert.Equal("it has other messages, or other roles in them", Flaw(new("user", "Be kind to {{ user }}."), new("user", "{{ question }}")));
        Assert.Equal("it has other messages, or other roles in them", Flaw(new ChatMessage("system", "Be kind to {{ user }}: {{ question }}")));

        string? Flaw(params ChatMessage[] messages) =>
            s_check.FlawOf(parent, parent with { Messages = messages }, [Case("""{"question": "Why?", "user": "Ann"}""")], TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_chat_in_JSON_changes_in_its_texts_alone()
    {
        const string Chat = """
            [
              {"role": "system",  "content": "Be kind\n\"now\"."},
              {"content": [{"type": "text", "text": "{{ question }}"}, {"type": "image_url", "image_url": {"url": "text"}}], "role": "user"}
            ]
            """;
        PromptParts parts = PromptParts.Of(Prompt(Chat));

        Assert.Equal([new("messages[0].content", "system", "Be kind\n\"now\"."), new("messages[1].content", "user", "{{ question }}")], parts.Parts);
        Assert.Equal(Chat, parts.With([.. parts.Parts.Select(part => part.Text)]).Text);
        Assert.Equal(
            Chat.Replace("\"{{ question }}\"", "\"Ä \\\"{{ question }}\\\"\"", StringComparison.Ordinal),
            parts.With([parts.Parts[0].Text, "Ä \"{{ question }}\""]).Text);
    }

    [Theory]
    [InlineData("a b c", 1, "b", "B", "a B c")]
    [InlineData("a b c", null, "b", "B", "a B c")]
    [InlineData("a b a", 1, "a", "B", "the text \"a\" that an edit replaces is there 2 times")]
    [InlineData("aaa", 1, "aa", "B", "the text \"aa\" that an edit replaces is there 2 times")]
    [InlineData("a b c", 1, "d", "B", "the text \"d\" that an edit replaces is there not at all")]
    [InlineData("a b c", 2, "a", "B", "an edit is of part 2, and the prompt has 1")]
    [InlineData("a b c", 1, "", "B", "an edit does not say what it replaces")]
    public void An_edit_is_made_where_its_text_stands_exactly_once(string text, int? part, string find, string replace, string expected)
    {
        string[] texts = [text];

        Assert.Equal(expected, PromptEdit.Apply([new(part, find, replace)], texts) ?? texts[0]);
    }

    static PromptDefinition Prompt(string? text) => new() { Id = "p", Text = text };

    static TestCase Case(string vars) => new() { Id = "c", Vars = System.Text.Json.JsonElement.Parse(vars) };
}
