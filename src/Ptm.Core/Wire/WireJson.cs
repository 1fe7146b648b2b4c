using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ptm.Wire;

/// <summary>The documents' serialisation, made at compile time.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PromptDocument))]
[JsonSerializable(typeof(TestCaseDocument))]
[JsonSerializable(typeof(AssertionDocument))]
[JsonSerializable(typeof(ManualEvalDocument))]
[JsonSerializable(typeof(EvalRequestDocument))]
[JsonSerializable(typeof(PromptVersionDocument))]
[JsonSerializable(typeof(PromptContentsDocument))]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(SummaryDocument))]
[JsonSerializable(typeof(GateDocument))]
[JsonSerializable(typeof(NamedMetricDocument))]
[JsonSerializable(typeof(List<NamedMetricDocument>))]
[JsonSerializable(typeof(ItemsDocument<NamedMetricDocument>))]
[JsonSerializable(typeof(CaseDocument))]
[JsonSerializable(typeof(ProgressDocument))]
[JsonSerializable(typeof(SkillDocument))]
[JsonSerializable(typeof(SkillPayloadDocument))]
[JsonSerializable(typeof(SkillContentsDocument))]
[JsonSerializable(typeof(SkillBundleDocument))]
[JsonSerializable(typeof(PromptBundleDocument))]
[JsonSerializable(typeof(InvokeResultDocument))]
[JsonSerializable(typeof(InvokeRequestDocument))]
[JsonSerializable(typeof(OptimizationRequestDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(InlineRun))]
[JsonSerializable(typeof(Optimization))]
[JsonSerializable(typeof(OptimizationProgress))]
[JsonSerializable(typeof(PromptGroup))]
[JsonSerializable(typeof(ProviderProfile))]
[JsonSerializable(typeof(UsageDocument))]
[JsonSerializable(typeof(List<PromptDocument>))]
[JsonSerializable(typeof(List<TestCaseDocument>))]
[JsonSerializable(typeof(List<PromptVersionDocument>))]
[JsonSerializable(typeof(List<RunDocument>))]
[JsonSerializable(typeof(List<CaseDocument>))]
[JsonSerializable(typeof(List<SkillDocument>))]
[JsonSerializable(typeof(List<Optimization>))]
[JsonSerializable(typeof(List<PromptGroup>))]
[JsonSerializable(typeof(List<ProviderProfile>))]
[JsonSerializable(typeof(ItemsDocument<PromptDocument>))]
[JsonSerializable(typeof(ItemsDocument<TestCaseDocument>))]
[JsonSerializable(typeof(ItemsDocument<PromptVersionDocument>))]
[JsonSerializable(typeof(ItemsDocument<RunDocument>))]
[JsonSerializable(typeof(ItemsDocument<CaseDocument>))]
[JsonSerializable(typeof(ItemsDocument<SkillDocument>))]
[JsonSerializable(typeof(ItemsDocument<Optimization>))]
[JsonSerializable(typeof(ItemsDocument<PromptGroup>))]
[JsonSerializable(typeof(ItemsDocument<ProviderProfile>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class WireJson : JsonSerializerContext;

internal static class WireOptions
{
    /// <summary>How documents are read and written; <see cref="PtmJson.Options"/> puts the product's own records in front.</summary>
    public static JsonSerializerOptions Documents { get; } = Create();

    static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            IgnoreReadOnlyProperties = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            MaxDepth = PtmJson.MaxDepth,
            Converters = { new NameConverter<CaseOutcome>(), new NameConverter<RunState>(), new NameConverter<VisibilityScope>(), new NameConverter<GateVerdict>(), new NameConverter<GatePopulation>(), new NameConverter<CandidateState>(), new NameConverter<OptimizationStop>(), new NameConverter<OptimizationVerdict>() },
            AllowDuplicateProperties = false,
            TypeInfoResolver = WireJson.Default.WithAddedModifier(NullItems.Refuse),
        };
        options.MakeReadOnly();
        return options;
    }
}
