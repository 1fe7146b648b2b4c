using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>A published skill.</summary>
internal sealed record SkillDocument
{
    public required string Id { get; init; }

    public required string QualifiedName { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public required string PromptId { get; init; }

    public int? PromptVersion { get; init; }

    public VisibilityScope? VisibilityScope { get; init; }

    public string? Owner { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public static SkillDocument From(Skill skill) => new()
    {
        Id = skill.Id,
        QualifiedName = skill.QualifiedName,
        Name = skill.Name,
        Description = skill.Description,
        PromptId = skill.PromptId,
        PromptVersion = skill.PromptVersion,
        VisibilityScope = skill.VisibilityScope,
        Owner = skill.Owner,
        CreatedAt = skill.CreatedAt,
        UpdatedAt = skill.UpdatedAt,
    };

    public Skill ToSkill() => new()
    {
        Id = Id,
        QualifiedName = QualifiedName,
        Name = Name ?? QualifiedName[(QualifiedName.LastIndexOf('.') + 1)..],
        Description = Description ?? "",
        PromptId = PromptId,
        PromptVersion = PromptVersion,
        VisibilityScope = VisibilityScope,
        Owner = Owner,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

/// <summary>What is sent to publish or update a skill.</summary>
internal sealed record SkillPayloadDocument
{
    public string? SkillName { get; init; }

    public string? Description { get; init; }

    public int? PromptVersion { get; init; }

    public IReadOnlyDictionary<string, string>? Files { get; init; }

    public VisibilityScope? VisibilityScope { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public static SkillPayloadDocument From(SkillPublication publication) => new()
    {
        SkillName = publication.SkillName,
        Description = publication.Payload.Description,
        PromptVersion = publication.Payload.PromptVersion,
        Files = publication.Payload.Files,
        VisibilityScope = publication.Payload.VisibilityScope,
        Unknown = UnknownFields.ToWrite(publication.Payload.Extra),
    };

    public SkillPublication ToPublication()
    {
        UnknownFields unknown = new();
        unknown.Add("$", Unknown);
        SkillPayload payload = new()
        {
            Description = Description,
            PromptVersion = PromptVersion,
            Files = Files,
            VisibilityScope = VisibilityScope,
            Extra = unknown.ToExtra(),
        };
        return new(payload, SkillName);
    }
}

/// <summary>A skill's files.</summary>
internal sealed record SkillContentsDocument
{
    public required string PromptMd { get; init; }

    public JsonElement? Manifest { get; init; }

    public IReadOnlyDictionary<string, string>? Files { get; init; }

    public static SkillContentsDocument From(SkillContents contents) => new() { PromptMd = contents.PromptMd, Manifest = contents.Manifest, Files = contents.Files };

    public SkillContents ToContents(string path)
    {
        JsonElement manifest = Manifest is null or { ValueKind: JsonValueKind.Null } ? TestCase.EmptyObject : Manifest.Value;
        if (Files?.FirstOrDefault(file => file.Value is null).Key is { } empty)
        {
            throw WireFault.At($"{path}.files", $"'{CaseName.OneLine(empty)}' has no text.");
        }

        return manifest.ValueKind == JsonValueKind.Object
            ? new() { PromptMd = PromptMd, Manifest = manifest, Files = Files ?? new Dictionary<string, string>(StringComparer.Ordinal) }
            : throw WireFault.At($"{path}.manifest", "the manifest is an object.");
    }
}
