using System.Text.Json;

namespace Ptm;

/// <summary>A skill's files in memory.</summary>
public sealed record SkillContents
{
    /// <summary>The text of <c>SKILL.md</c>: front matter with name and description, then the prompt.</summary>
    public required string PromptMd { get; init; }

    /// <summary>Name, version, inputs and what else the server tells, a JSON object.</summary>
    public JsonElement Manifest { get; init; } = TestCase.EmptyObject;

    /// <summary>The other files by their relative paths with forward slashes.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
