using System.Text.Json;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Providers;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Engine.Tests.Cassettes;

public sealed class CassetteKeyTests
{
    const string Parameters = """{"temperature":0,"response_format":{"type":"json_object","strict":true}}""";

    [Theory]
    [InlineData("""{"response_format":{"strict":true,"type":"json_object"},"temperature":0.0}""")]
    [InlineData("""{"temperature":0e3,"response_format":{"type":"json_object","strict":true},"seed":null}""")]
    [InlineData("""{"temperature":0,"response_format":{"type":"json_object","strict":true},"user":"me","metadata":{"team":"a"}}""")]
    public void Spelling_and_what_no_model_sees_do_not_change_the_key(string parameters) =>
        Assert.Equal(Key(Requests.Of("Hi")), Key(Requests.Of("Hi"), parameters));

    [Theory]
    [InlineData("""{"temperature":1,"response_format":{"type":"json_object","strict":true}}""")]
    [InlineData("""{"temperature":0,"response_format":{"type":"text","strict":true}}""")]
    [InlineData("""{"temperature":0}""")]
    [InlineData("""{"temperature":"0","response_format":{"type":"json_object","strict":true}}""")]
    public void Every_parameter_that_changes_an_answer_changes_the_key(string parameters) =>
        Assert.NotEqual(Key(Requests.Of("Hi")), Key(Requests.Of("Hi"), parameters));

    [Fact]
    public void Model_prompt_tools_and_sample_change_the_key()
    {
        string[] keys =
        [
            Key(Requests.Of("Hi")),
            Key(Requests.Of("Hi"), model: "other"),
            Key(Requests.Of("Hi ")),
            Key(Requests.Of("Hi", sample: 1)),
            Key(Requests.WithTools("Hi", """[{"type":"function","function":{"name":"a"}}]""")),
            Key(Requests.WithTools("Hi", """[{"type":"function","function":{"name":"b"}}]""")),
            Key(Requests.OfChat(new ChatMessage("system", "Hi"))),
            Key(Requests.OfChat(new ChatMessage("user", "Hi"), new ChatMessage("assistant", ""))),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Matches("^[0-9a-f]{32}$", key));
    }

    [Fact]
    public void Line_endings_the_place_of_tools_and_the_form_of_the_prompt_do_not_change_the_key()
    {
        Assert.Equal(Key(Requests.Of("a\nb\n")), Key(Requests.Of("a\r\nb\r\n")));
        Assert.Equal(Key(Requests.Of("Hi")), Key(Requests.OfChat(new ChatMessage("user", "Hi"))));
        Assert.Equal(Key(Requests.Of("Hi")), Key(Requests.Of("""[{"content":"Hi","role":"user"}]""")));
        Assert.Equal(
            Key(Requests.WithTools("Hi", """[{"type":"function"}]"""), "{}"),
            Key(Requests.Of("Hi"), """{"tools":[{"type":"function"}]}"""));
        Assert.Equal(Key(Requests.Of("Hi")), Key(Requests.WithTools("Hi", "[]")));
    }

    // Recordings in people's repositories depend on it: a change of this value loses them all.
    [Fact]
    public void The_key_of_a_request_stays_what_it_was() =>
        Assert.Equal("641966ae43877186aa085c90ad25f867", Key(Requests.WithTools("Größe? 😀\r\n", """[{"type":"function","function":{"name":"a"}}]""")));

    static string Key(ProviderRequest request, string parameters = Parameters, string model = "m") =>
        CassetteKey.Of(ModelRequest.From(
            model,
            ModelRequest.ReadParameters(new ProviderSettings { Name = "p", Type = "openai", Parameters = JsonElement.Parse(parameters) }),
            request));
}
