namespace Ptm;

/// <summary>One case on one provider as it was when a <see cref="Baseline"/> was made.</summary>
public sealed record BaselineCase
{
    /// <summary>The prompt's id.</summary>
    public required string PromptId { get; init; }

    /// <summary>The case's id within its prompt.</summary>
    public required string CaseId { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>Samples that passed, failed or were errors; 1 or more.</summary>
    public required int Samples { get; init; }

    /// <summary>Samples that passed.</summary>
    public required int Passed { get; init; }

    /// <summary>Mean score of the samples that have one, 0 to 100; null where none has.</summary>
    public double? Score { get; init; }

    /// <summary>Mean score of each named metric, 0 to 1, by its name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Digest of the case's variables and checks, by which a change under the same id is noticed; null for unknown.</summary>
    public string? Content { get; init; }

    /// <summary>Digest of the answers, by which a replay of the same answers is known; null for unknown.</summary>
    public string? Answers { get; init; }
}
