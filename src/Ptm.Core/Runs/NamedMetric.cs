namespace Ptm;

/// <summary>A metric over the cases of one prompt on one provider: what assertions that carry its name scored, or what a config derives from such figures.</summary>
public sealed record NamedMetric
{
    /// <summary>Id of the prompt.</summary>
    public required string PromptId { get; init; }

    /// <summary>Name of the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The metric's name.</summary>
    public required string Name { get; init; }

    /// <summary>Sum of the assertions' scores, each 0 to 1 times the assertion's weight, as in promptfoo; or the derived figure. Null for one that could not be derived, which a warning explains.</summary>
    public required double? Value { get; init; }

    /// <summary>Sum of the assertions' weights, which is the most that <see cref="Value"/> can be; 0 for a derived figure.</summary>
    public double Weight { get; init; }

    /// <summary>Assertions that carry the name; 0 for a derived figure.</summary>
    public int Count { get; init; }

    /// <summary>True for one of a promptfoo config's <c>derivedMetrics</c>.</summary>
    public bool IsDerived { get; init; }
}
