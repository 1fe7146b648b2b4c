using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;
using YamlDotNet.Serialization;

namespace Ptm.Cli.Tests;

public sealed partial class SchemaTests
{
    const string Unknown = "zzzzzzzzzzzzzzzz: 1";

    static readonly JsonElement s_prompt = Read("prompt");
    static readonly JsonElement s_configuration = Read("ptm");

    [Theory]
    [InlineData(Unknown, "properties")]
    [InlineData("messages: [{role: user, content: x, " + Unknown + "}]", "properties/messages/items/properties")]
    [InlineData("tests: [{" + Unknown + "}]", "definitions/test/properties")]
    [InlineData("additional_metrics: [{name: a, criteria: b, " + Unknown + "}]", "definitions/metric/properties")]
    [InlineData("additional_kpis: [{name: a, expression: 1, " + Unknown + "}]", "definitions/kpi/properties")]
    [InlineData("tests: [{options: {" + Unknown + "}}]", "definitions/test/properties/options/properties")]
    [InlineData("tests: [{assert: [{type: equals, value: a, " + Unknown + "}]}]", "definitions/assertion/properties")]
    public async Task The_schema_of_prompt_files_has_the_keys_that_are_read(string line, string path)
    {
        using Workspace workspace = new();
        workspace.Write("ptm.yaml", "");
        workspace.Write("prompts/p.yaml", $"id: p\nprovider_profiles: [echo]\n{(line.StartsWith("messages", StringComparison.Ordinal) ? "" : "prompt_text: x\n")}{line}\n");

        Assert.Equal(await KnownKeysAsync(workspace), Keys(s_prompt, path));
    }

    [Theory]
    [InlineData(Unknown, "properties")]
    [InlineData("cassettes: {" + Unknown + "}", "properties/cassettes/properties")]
    [InlineData("optimization: {" + Unknown + "}", "properties/optimization/properties")]
    [InlineData("providers: {a: {type: echo, " + Unknown + "}}", "definitions/provider/properties")]
    public async Task The_schema_of_ptm_yaml_has_the_keys_that_are_read(string line, string path)
    {
        using Workspace workspace = new();
        workspace.Write("ptm.yaml", line);

        Assert.Equal(await KnownKeysAsync(workspace), Keys(s_configuration, path));
    }

    [Fact]
    public async Task Every_type_that_the_schema_offers_is_read()
    {
        JsonElement types = s_prompt.GetProperty("definitions").GetProperty("assertion").GetProperty("properties").GetProperty("type").GetProperty("anyOf")[0].GetProperty("enum");
        using Workspace workspace = Workspace.WithTests($"tests: [{{assert: [{string.Join(", ", types.EnumerateArray().Select(type => $"{{type: {type.GetString()}}}"))}]}}]");

        PtmOutput output = await workspace.RunAsync("validate");

        Assert.DoesNotContain("not a known assertion type", output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_that_is_shipped_as_an_example_is_valid()
    {
        string[] files = [.. YamlFiles("samples"), .. YamlFiles("src/Ptm.Cli/Starter")];

        Assert.Contains(files, file => file.EndsWith("triage.yaml", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("greeting.yaml", StringComparison.Ordinal));
        Assert.All(files, file =>
        {
            JsonElement schema = Path.GetFileName(file) == "ptm.yaml" ? s_configuration : s_prompt;
            Assert.True(IsValid(schema, File.ReadAllText(file)), file);
        });
    }

    [Theory]
    [InlineData("id: p\nprompt_text: x\nprompt_txt: y")]
    [InlineData("id: p")]
    [InlineData("id: p\nprompt_text: x\ntests: [{asserts: []}]")]
    [InlineData("id: p\nprompt_text: x\nadditional_metrics: [{name: a}]")]
    [InlineData("id: p\nprompt_text: x\nadditional_metrics: [{name: a, criteria: b, threshold: 2}]")]
    [InlineData("id: p\nprompt_text: x\nadditional_kpis: [{name: a}]")]
    [InlineData("id: p\nprompt_text: x\nadditional_kpis: [{name: a, expression: '1', weight: -1}]")]
    [InlineData("id: p\nprompt_text: x\ntests: [{vars: {assert: []}}]")]
    [InlineData("id: p\nprompt_text: x\ntests: [{assert: [{value: a}]}]")]
    public void What_is_refused_is_invalid_for_the_schema_too(string file) => Assert.False(IsValid(s_prompt, file));

    static async Task<string[]> KnownKeysAsync(Workspace workspace)
    {
        PtmOutput output = await workspace.RunAsync("validate");
        Match known = KnownKeys().Match(output.Out);
        Assert.True(known.Success, output.Out);
        return known.Groups["keys"].Value.Split(", ");
    }

    static string[] Keys(JsonElement schema, string path) =>
        [.. path.Split('/').Aggregate(schema, (node, name) => node.GetProperty(name)).EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)];

    static bool IsValid(JsonElement schema, string yaml)
    {
        object? graph = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(yaml);
        string json = new SerializerBuilder().JsonCompatible().Build().Serialize(graph);
        return JsonSchema.FromText(schema.GetRawText(), new BuildOptions { SchemaRegistry = new() }).Evaluate(JsonElement.Parse(json)).IsValid;
    }

    static IEnumerable<string> YamlFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.yaml", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith("promptfooconfig", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal));

    static JsonElement Read(string name) => JsonElement.Parse(File.ReadAllText(Path.Combine(Repository.Root, "schemas", $"{name}.schema.json")));

    [GeneratedRegex(@"has no key 'zzzzzzzzzzzzzzzz'.*Known: (?<keys>[^.]*)\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KnownKeys();
}
