using System.Text.Json.Serialization;

namespace Ptm;

/// <summary>How a <see cref="CaseContent"/> is written, made at compile time.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CaseContent))]
internal sealed partial class CaseContentJson : JsonSerializerContext;
