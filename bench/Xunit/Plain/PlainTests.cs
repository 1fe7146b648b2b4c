using Xunit;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Ptm.Bench.Plain;

/// <summary>What somebody would write without us: the cases of <c>prompts/p.yaml</c>, which the script writes, as rows of a theory.</summary>
public sealed class PlainTests
{
    public static IEnumerable<TheoryDataRow<string, string, string>> Rows()
    {
        IDeserializer deserializer = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
        using StreamReader file = File.OpenText(Path.Combine(Environment.GetEnvironmentVariable("PTM_ROOT")!, "prompts", "p.yaml"));
        PromptFile prompt = deserializer.Deserialize<PromptFile>(file);
        return prompt.Tests.Select(test => new TheoryDataRow<string, string, string>(prompt.PromptText, test.Vars["id"], test.Assert[0].Value) { TestDisplayName = $"{prompt.Id} \"{test.Description}\"" });
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Case(string prompt, string id, string expected) =>
        Assert.Contains(expected, prompt.Replace("{{ id }}", id, StringComparison.Ordinal), StringComparison.Ordinal);
}

internal sealed class PromptFile
{
    public string Id { get; set; } = "";

    public IList<string> ProviderProfiles { get; set; } = [];

    public string PromptText { get; set; } = "";

    public IList<PromptTest> Tests { get; set; } = [];
}

internal sealed class PromptTest
{
    public string Description { get; set; } = "";

    public IDictionary<string, string> Vars { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IList<PromptAssertion> Assert { get; set; } = [];
}

internal sealed class PromptAssertion
{
    public string Type { get; set; } = "";

    public string Value { get; set; } = "";
}
