namespace Ptm;

/// <summary>A metric that a judge model scores: one of a prompt's <c>additional_metrics</c>.</summary>
public sealed record MetricDefinition
{
    /// <summary>Name of the metric, unique in its prompt; a KPI expression reads the score by it.</summary>
    public required string Name { get; init; }

    /// <summary>What a good output does, in words for the judge; empty where <see cref="Evaluator"/> scores.</summary>
    public required string Criteria { get; init; }

    /// <summary>Score at which the metric passes, 0 to 1.</summary>
    /// <value>0.5, unless set.</value>
    public double Threshold { get; init; } = 0.5;

    /// <summary>What the judge does one after another to come to its score; empty to have the judge derive the steps from the criteria.</summary>
    public IReadOnlyList<string> EvaluationSteps { get; init; } = [];

    /// <summary>Name of the evaluator of Microsoft.Extensions.AI.Evaluation that scores the metric in place of <see cref="Criteria"/>; null for none.</summary>
    public string? Evaluator { get; init; }

    /// <summary>Lowest and highest value that <see cref="Evaluator"/> gives, such as 1 and 5; empty for 0 and 1.</summary>
    public IReadOnlyList<double> Scale { get; init; } = [];

    /// <summary>How often the judge is asked, 1 to 25; the median counts. Null for as often as the prompt says.</summary>
    public int? JudgeSamples { get; init; }

    /// <summary>Where the metric is written; null for one from a server.</summary>
    public SourceLocation? Location { get; init; }
}
