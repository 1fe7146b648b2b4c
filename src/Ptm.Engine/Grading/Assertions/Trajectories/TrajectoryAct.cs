using System.IO.Enumeration;
using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Trajectories;

/// <summary>One thing that a program did on the way to its answer.</summary>
/// <param name="Type">What it was, one of <see cref="Types"/>.</param>
/// <param name="Name">The tool's or the step's name.</param>
internal sealed record TrajectoryAct(string Type, string Name)
{
    public const string Tool = "tool";

    public static IReadOnlyList<string> Types { get; } = [Tool, "command", "search", "reasoning", "message", "span"];

    /// <summary>The tool calls, then the steps, each in the order in which the provider reports them.</summary>
    public static IReadOnlyList<TrajectoryAct> Of(ModelOutput output) =>
    [
        .. output.ToolCalls.Select(call => new TrajectoryAct(Tool, call.Name)),
        .. output.Steps.Select(step => new TrajectoryAct(TypeOf(step), step.Name)),
    ];

    /// <summary>Whether a name is meant by a pattern, in any case: <c>*</c> stands for any text, <c>?</c> for one character.</summary>
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), name, ignoreCase: true);

    public override string ToString() => $"{Type}:{Name}";

    // As promptfoo tells spans that have nothing but a name apart.
    static string TypeOf(ProviderStep step) =>
        step.Detail is { ValueKind: JsonValueKind.Object } detail && detail.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && Types.Contains(type.GetString()!) ? type.GetString()!
        : step.Name.StartsWith("reasoning", StringComparison.OrdinalIgnoreCase) ? "reasoning"
        : step.Name.StartsWith("search ", StringComparison.OrdinalIgnoreCase) ? "search"
        : step.Name.StartsWith("exec ", StringComparison.OrdinalIgnoreCase) ? "command"
        : "span";
}
