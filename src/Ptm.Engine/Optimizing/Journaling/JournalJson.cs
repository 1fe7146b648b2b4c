using System.Text.Json.Serialization;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Optimizing.Stores;

namespace Ptm.Engine.Optimizing.Journaling;

/// <summary>How calls and settings are kept, made at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    MaxDepth = 256,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CallRecord))]
[JsonSerializable(typeof(ModelOutput))]
[JsonSerializable(typeof(OptimizationSettings))]
[JsonSerializable(typeof(StoredOptimization))]
[JsonSerializable(typeof(OptimizationEnd))]
internal sealed partial class JournalJson : JsonSerializerContext;
