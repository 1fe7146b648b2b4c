using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ptm;

/// <summary>
/// Digests of the cases of a plan: everything that the case, its checks and the checks of its prompt hold, so that whatever may change a verdict is noticed.
/// Ids, descriptions, tags and places are no content.
/// </summary>
internal sealed class CaseContents
{
    const string FileScheme = "file://";

    const int MaxDepth = 1000;

    static readonly string[] s_names = [nameof(TestCase.Id), nameof(TestCase.Description), nameof(TestCase.Index), nameof(TestCase.Tags)];

    static readonly JsonWriterOptions s_writer = new() { MaxDepth = MaxDepth, SkipValidation = true };

    // A field without a value is left out, so that one which the types get later changes no digest of a case that does not use it.
    static readonly JsonSerializerOptions s_fields = new()
    {
        MaxDepth = MaxDepth,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = CaseContentJson.Default.WithAddedModifier(WithoutNamesAndPlaces),
    };

    static readonly JsonTypeInfo<CaseContent> s_content = (JsonTypeInfo<CaseContent>)s_fields.GetTypeInfo(typeof(CaseContent));

    readonly Dictionary<(string Prompt, string Case), uint> _digests = [];

    public CaseContents(EvalPlan plan)
    {
        foreach (PlannedCase planned in plan.Cases)
        {
            if (planned.Sample == 0 && !_digests.ContainsKey((planned.Prompt.Id, planned.Case.Id)))
            {
                _digests.Add((planned.Prompt.Id, planned.Case.Id), Digest(planned.Prompt, planned.Case));
            }
        }
    }

    /// <summary>Eight digits; null for a case that the plan does not have.</summary>
    public string? Of(string promptId, string caseId) =>
        _digests.TryGetValue((promptId, caseId), out uint digest) ? digest.ToString("x8", CultureInfo.InvariantCulture) : null;

    static void WithoutNamesAndPlaces(JsonTypeInfo type)
    {
        for (int index = type.Properties.Count - 1; index >= 0; index--)
        {
            JsonPropertyInfo property = type.Properties[index];
            if (property.PropertyType == typeof(SourceLocation) || (type.Type == typeof(TestCase) && s_names.Contains(property.Name, StringComparer.Ordinal)))
            {
                type.Properties.RemoveAt(index);
            }
        }
    }

    static uint Digest(PromptDefinition prompt, TestCase test)
    {
        string? folder = Path.GetDirectoryName((test.Location ?? prompt.Location)?.File);
        ArrayBufferWriter<byte> content = new(512);
        using Utf8JsonWriter writer = new(content, s_writer);
        Write(JsonSerializer.SerializeToElement(CaseContent.Of(prompt, test), s_content), folder, writer);
        writer.Flush();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content.WrittenSpan, hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    static void Write(JsonElement value, string? folder, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(property.Value, folder, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(item, folder, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(WithoutFolder(value.GetString()!, folder));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    // Files of code are known by their whole path once a case is read; a baseline is compared on other machines, where the library lies elsewhere.
    static string WithoutFolder(string text, string? folder)
    {
        if (folder is null || !text.StartsWith(FileScheme, StringComparison.Ordinal) || !Path.IsPathRooted(text.AsSpan(FileScheme.Length)))
        {
            return text;
        }

        return FileScheme + Path.GetRelativePath(folder, text[FileScheme.Length..]).Replace('\\', '/');
    }
}
