using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>A test case as prompt files write it.</summary>
internal sealed record TestCaseDocument
{
    public string? Id { get; init; }

    public string? Description { get; init; }

    public JsonElement? Vars { get; init; }

    public IReadOnlyList<AssertionDocument>? Assert { get; init; }

    public double? Threshold { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public CaseOptionsDocument? Options { get; init; }

    // Names of what the sender's version cannot run: here the case is an error too.
    public IReadOnlyList<string>? Unsupported { get; init; }

    public JsonElement? Metadata { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public static TestCaseDocument From(TestCase test) => new()
    {
        Id = test.Id,
        Description = test.Description.Length == 0 ? null : test.Description,
        Vars = test.Vars,
        Assert = test.Assertions.Count == 0 ? null : [.. test.Assertions.Select(AssertionDocument.From)],
        Threshold = test.Threshold,
        Tags = test.Tags.Count == 0 ? null : test.Tags,
        Options = test.Transform is null && test.Prefix.Length + test.Suffix.Length == 0
            ? null
            : new() { Transform = test.Transform, Prefix = test.Prefix.Length == 0 ? null : test.Prefix, Suffix = test.Suffix.Length == 0 ? null : test.Suffix },
        Unsupported = test.Unsupported.Select(feature => feature.Problem ?? feature.Name).Concat(test.Setup.Names()).ToArray() is { Length: > 0 } names ? names : null,
        Metadata = test.Metadata,
    };

    public static IReadOnlyList<TestCase> ToTests(IReadOnlyList<TestCaseDocument>? documents, string path)
    {
        CaseIds ids = new();
        return [.. (documents ?? []).Select((document, index) => document?.ToTest(ids, index, $"{path}[{index}]") ?? throw WireFault.At($"{path}[{index}]", "a test case is an object, and this is null."))];
    }

    public TestCase ToTest(CaseIds ids, int index, string path)
    {
        JsonElement vars = Vars is null or { ValueKind: JsonValueKind.Null } ? TestCase.EmptyObject : Vars.Value;
        if (vars.ValueKind != JsonValueKind.Object)
        {
            throw WireFault.At($"{path}.vars", "the variables are an object of names and values.");
        }

        if (Assert?.Any(assertion => assertion is null) == true)
        {
            throw WireFault.At($"{path}.assert", "an assertion is an object, and one is null.");
        }

        Assertion[] assertions = [.. (Assert ?? []).Select(assertion => assertion.ToAssertion())];
        return new()
        {
            Id = ids.Next(Id, Description ?? "", vars),
            Description = Description ?? "",
            Index = index,
            Vars = vars,
            Assertions = assertions,
            Threshold = Threshold,
            Tags = Tags ?? [],
            Transform = Options?.Transform,
            Prefix = Options?.Prefix ?? "",
            Suffix = Options?.Suffix ?? "",
            Metadata = Metadata,
            Unsupported = [.. (Unsupported ?? []).Select(name => new UnsupportedFeature(name, null))],
        };
    }

    public void AddUnknown(UnknownFields fields, string path)
    {
        fields.Add(path, Unknown);
        fields.Add(path + ".options", Options?.Unknown);
        for (int i = 0; i < (Assert?.Count ?? 0); i++)
        {
            Assert![i].AddUnknown(fields, $"{path}.assert[{i}]");
        }
    }
}

internal sealed record CaseOptionsDocument
{
    public string? Transform { get; init; }

    public string? Prefix { get; init; }

    public string? Suffix { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
