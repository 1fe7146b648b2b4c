using System.Text.Json;

namespace Ptm.Engine.Library.Reading;

/// <summary>A test case as written, before defaults are merged, lists are expanded and an id is given.</summary>
internal sealed record RawTestCase
{
    public string? Id { get; init; }

    public string Description { get; init; } = "";

    public required JsonElement Vars { get; init; }

    public IReadOnlyList<Assertion> Assertions { get; init; } = [];

    public double? Threshold { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Labels or ids of the prompts the case is for; empty for all.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    public string? Transform { get; init; }

    public string? Prefix { get; init; }

    public string? Suffix { get; init; }

    /// <summary>Whether a variable that is a list stands for one case an item, as in promptfoo; null where the case does not say.</summary>
    public bool? ExpandsLists { get; init; }

    /// <summary>Whether the assertions of the default test are left out.</summary>
    public bool DisablesDefaultAsserts { get; init; }

    /// <summary>A JSON object; null for none.</summary>
    public JsonElement? Metadata { get; init; }

    public CaseSetup Setup { get; init; } = CaseSetup.None;

    public IReadOnlyList<UnsupportedFeature> Unsupported { get; init; } = [];

    public required SourceLocation Location { get; init; }

    public TestCase ToTestCase(CaseIds ids, int index) => ToTestCase(ids.Next(Id, Description, Vars), index);

    public TestCase ToTestCase(string id, int index) => new()
    {
        Id = id,
        Description = Description,
        Index = index,
        Vars = Vars,
        Assertions = Assertions,
        Threshold = Threshold,
        Tags = Tags,
        Transform = Transform,
        Prefix = Prefix ?? "",
        Suffix = Suffix ?? "",
        Metadata = Metadata,
        Setup = Setup,
        Unsupported = Unsupported,
        Location = Location,
    };
}
