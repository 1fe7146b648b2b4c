using System.Text.Json;

namespace Ptm;

/// <summary>One check of a case's output.</summary>
public sealed record Assertion
{
    /// <summary>The type as written, such as <c>contains</c> or <c>not-regex</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What the output is compared with; its shape depends on the type.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Limit of the check; its unit depends on the type (a score from 0 to 1, milliseconds, USD, a distance).</summary>
    public double? Threshold { get; init; }

    /// <summary>Share in the case's score, 0 or more. An assertion of weight 0 is recorded and never fails a case.</summary>
    /// <value>1.</value>
    public double Weight { get; init; } = 1;

    /// <summary>Name under which the score is also reported; null for none.</summary>
    public string? Metric { get; init; }

    /// <summary>JavaScript expression applied to the output before this check; null for none.</summary>
    public string? Transform { get; init; }

    /// <summary>Extra settings that the type knows, as written.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>Names of the providers that judge, for types that ask one; null for those of the case, the prompt and the library.</summary>
    public JudgeNames? Provider { get; init; }

    /// <summary>The template of what the judge is asked, in place of the product's own: a text, a list of chat messages, or an object of both by name; null for the own.</summary>
    public JsonElement? RubricPrompt { get; init; }

    /// <summary>JavaScript expression, or a file of code, that finds the context in the output; null for the variable <c>context</c>.</summary>
    public string? ContextTransform { get; init; }

    /// <summary>How often the judge is asked, 1 to 25; the median counts. Null for as often as the prompt says.</summary>
    public int? JudgeSamples { get; init; }

    /// <summary>The checks inside an <c>assert-set</c>; empty for every other type.</summary>
    public IReadOnlyList<Assertion> Assertions { get; init; } = [];

    /// <summary>Where the assertion is written; null for one from a server.</summary>
    public SourceLocation? Location { get; init; }
}
