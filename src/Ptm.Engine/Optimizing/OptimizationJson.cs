using System.Text.Json.Serialization;

namespace Ptm.Engine.Optimizing;

/// <summary>How events are written, made at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OptimizationEvent))]
internal sealed partial class OptimizationJson : JsonSerializerContext;
