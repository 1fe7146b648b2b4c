namespace Ptm;

/// <summary>A weighted expression over a case's figures: one of a prompt's <c>additional_kpis</c>.</summary>
public sealed record KpiDefinition
{
    /// <summary>Name of the KPI, unique in its prompt.</summary>
    public required string Name { get; init; }

    /// <summary>What the KPI says, for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>The expression in Python's notation, such as <c>1 if cost &lt; 0.05 else 0</c>. Its value is clamped to 0 to 1.</summary>
    public required string Expression { get; init; }

    /// <summary>Share in the case's score, 0 or more, where the assertions together have 1.</summary>
    /// <value>1, unless set.</value>
    public double Weight { get; init; } = 1;

    /// <summary>Value at which the KPI passes, 0 to 1; null for a KPI that moves the score and cannot fail.</summary>
    public double? Threshold { get; init; }

    /// <summary>Where the KPI is written; null for one from a server.</summary>
    public SourceLocation? Location { get; init; }

    /// <summary>Where the expression's text begins, for errors inside it; null for one from a server.</summary>
    public SourceLocation? ExpressionLocation { get; init; }
}
