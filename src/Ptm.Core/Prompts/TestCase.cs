using System.Collections.Frozen;
using System.Text.Json;

namespace Ptm;

/// <summary>One test case of a prompt: variables, and what must hold of the output.</summary>
public sealed record TestCase
{
    /// <summary>Identity within its prompt that survives moving the case: its <c>id</c>, else its description, else a hash of its variables; twins end in <c>#2</c>, <c>#3</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the case shows, in the author's words; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Position in its file, from 0.</summary>
    public int Index { get; init; }

    /// <summary>Values for the template, a JSON object in the author's order.</summary>
    public JsonElement Vars { get; init; } = EmptyObject;

    /// <summary>The checks, in order. A case without any is <see cref="CaseOutcome.Unchecked"/>.</summary>
    public IReadOnlyList<Assertion> Assertions { get; init; } = [];

    /// <summary>Mean score, 0 to 1, at which the case passes; null when every assertion has to pass.</summary>
    public double? Threshold { get; init; }

    /// <summary>Labels to select by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>JavaScript expression applied to the output before the assertions; null for none.</summary>
    public string? Transform { get; init; }

    /// <summary>Text put before the rendered prompt.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Text put after the rendered prompt.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>What the author notes of the case, a JSON object that scripts can read; null for none.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Features that the case asks for and that this version does not run; each makes the case an error.</summary>
    public IReadOnlyList<UnsupportedFeature> Unsupported { get; init; } = [];

    /// <summary>Names of variables that are data whatever they look like, such as a model's earlier output.</summary>
    internal IReadOnlySet<string> DataVars { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Where the case is written; null for one from a server.</summary>
    public SourceLocation? Location { get; init; }

    /// <summary>What a promptfoo config asks of the case beyond what every case has.</summary>
    internal CaseSetup Setup { get; init; } = CaseSetup.None;

    internal static JsonElement EmptyObject { get; } = JsonDocument.Parse("{}").RootElement;
}
