using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>What <c>submit_optimization</c> sends: four fields always, the others when set.</summary>
internal sealed record OptimizationRequestDocument
{
    static readonly OptimizationRequest s_defaults = new();

    public IReadOnlyList<string>? ProviderProfiles { get; init; }

    public string? JudgeProfile { get; init; }

    public int? MaxCycles { get; init; }

    public double? TargetScore { get; init; }

    public double? MinImprovement { get; init; }

    public decimal? MaxCostUsd { get; init; }

    public string? ComparisonStrategy { get; init; }

    public VisibilityScope? VisibilityScope { get; init; }

    public int? StabilitySamples { get; init; }

    public int? ValidationSamples { get; init; }

    public double? FlakinessThreshold { get; init; }

    public double? MinConsistentImprovement { get; init; }

    public bool? VarianceAwareMutator { get; init; }

    public string? VarianceSignal { get; init; }

    public bool? EnforceTargetScore { get; init; }

    public string? ChainedBaselineMode { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public static OptimizationRequestDocument From(OptimizationRequest request) => new()
    {
        ProviderProfiles = request.ProviderProfiles,
        JudgeProfile = request.JudgeProfile,
        MaxCycles = request.MaxCycles,
        TargetScore = request.TargetScore,
        MinImprovement = request.MinImprovement,
        MaxCostUsd = request.MaxCostUsd,
        ComparisonStrategy = request.ComparisonStrategy,
        VisibilityScope = request.VisibilityScope,
        StabilitySamples = request.StabilitySamples,
        ValidationSamples = request.ValidationSamples,
        FlakinessThreshold = request.FlakinessThreshold,
        MinConsistentImprovement = request.MinConsistentImprovement,
        VarianceAwareMutator = request.VarianceAwareMutator,
        VarianceSignal = request.VarianceSignal,
        EnforceTargetScore = request.EnforceTargetScore,
        ChainedBaselineMode = request.ChainedBaselineMode,
        Unknown = UnknownFields.ToWrite(request.Extra),
    };

    public OptimizationRequest ToRequest() => new()
    {
        ProviderProfiles = ProviderProfiles,
        JudgeProfile = JudgeProfile,
        MaxCycles = MaxCycles ?? s_defaults.MaxCycles,
        TargetScore = TargetScore ?? s_defaults.TargetScore,
        MinImprovement = MinImprovement ?? s_defaults.MinImprovement,
        MaxCostUsd = MaxCostUsd ?? s_defaults.MaxCostUsd,
        ComparisonStrategy = ComparisonStrategy,
        VisibilityScope = VisibilityScope,
        StabilitySamples = StabilitySamples,
        ValidationSamples = ValidationSamples,
        FlakinessThreshold = FlakinessThreshold,
        MinConsistentImprovement = MinConsistentImprovement,
        VarianceAwareMutator = VarianceAwareMutator,
        VarianceSignal = VarianceSignal,
        EnforceTargetScore = EnforceTargetScore,
        ChainedBaselineMode = ChainedBaselineMode,
        Extra = Extra(),
    };

    System.Text.Json.Nodes.JsonObject? Extra()
    {
        UnknownFields unknown = new();
        unknown.Add("$", Unknown);
        return unknown.ToExtra();
    }
}
