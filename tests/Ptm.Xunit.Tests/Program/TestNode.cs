using System.Text.Json;

namespace Ptm.Xunit.Tests.Program;

/// <summary>A test as an IDE sees it.</summary>
public sealed record TestNode
{
    public required string Uid { get; init; }

    public required string Name { get; init; }

    /// <summary>Such as discovered, passed, failed, error, skipped, timed-out.</summary>
    public required string State { get; init; }

    public string Method { get; init; } = "";

    public string File { get; init; } = "";

    public int Line { get; init; }

    public string Message { get; init; } = "";

    public string StackTrace { get; init; } = "";

    public string Output { get; init; } = "";

    public IReadOnlyList<string> Traits { get; init; } = [];

    public static TestNode Of(JsonElement node) => new()
    {
        Uid = Text(node, "uid"),
        Name = Text(node, "display-name"),
        State = Text(node, "execution-state"),
        Method = Text(node, "location.method").Split('(')[0],
        File = Text(node, "location.file"),
        Line = node.TryGetProperty("location.line-start", out JsonElement line) ? line.GetInt32() : 0,
        Message = Text(node, "error.message"),
        StackTrace = Text(node, "error.stacktrace"),
        Output = Text(node, "standardOutput"),
        Traits = node.TryGetProperty("traits", out JsonElement traits)
            ? [.. traits.EnumerateArray().SelectMany(trait => trait.EnumerateObject()).Select(trait => $"{trait.Name}={trait.Value}").Order(StringComparer.Ordinal)]
            : [],
    };

    static string Text(JsonElement node, string name) => node.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";
}
