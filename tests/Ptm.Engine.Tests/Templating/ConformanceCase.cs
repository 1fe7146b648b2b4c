using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Engine.Tests.Templating;

/// <summary>A row of conformance/templates.json. Vars is JSON text, so that numbers arrive as they were written.</summary>
public sealed record ConformanceCase(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("template")] string Template,
    [property: JsonPropertyName("vars")] string Vars,
    [property: JsonPropertyName("expected")] string? Expected,
    [property: JsonPropertyName("error")] bool Error,
    [property: JsonPropertyName("ours")] string? Ours,
    [property: JsonPropertyName("differs")] string? Differs)
{
    static readonly Lazy<Dictionary<string, ConformanceCase>> _all = new(Read);

    public static IReadOnlyDictionary<string, ConformanceCase> All => _all.Value;

    /// <summary>What this engine gives: null for an error.</summary>
    public string? Wanted => Differs is null ? Expected : Ours;

    static Dictionary<string, ConformanceCase> Read()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Templating", "conformance", "templates.json")));
        return file.RootElement.GetProperty("cases").Deserialize<ConformanceCase[]>()!.ToDictionary(c => c.Name);
    }
}
