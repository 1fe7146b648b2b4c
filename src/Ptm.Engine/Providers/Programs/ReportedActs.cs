using System.Text.Json;

namespace Ptm.Engine.Providers.Programs;

/// <summary>
/// What a program tells of its way to the answer: <c>toolCalls: [{ name, arguments, id }]</c>, also as OpenAI writes them, and <c>steps: [{ name, detail }]</c> or names alone.
/// A list of another shape is not read; scripts see it as it is.
/// </summary>
internal static class ReportedActs
{
    static readonly JsonElement s_none = JsonElement.Parse("{}"u8);
    static readonly string[] s_arguments = ["arguments", "args", "input"];

    public static IReadOnlyList<ToolCall> ToolCalls(JsonElement answer) => List(answer, "toolCalls", Call);

    public static IReadOnlyList<ProviderStep> Steps(JsonElement answer) => List(answer, "steps", Step);

    static List<T> List<T>(JsonElement answer, string name, Func<JsonElement, T?> read)
        where T : class
    {
        if (!answer.TryGetProperty(name, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        List<T> items = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (read(item) is not { } known)
            {
                return [];
            }

            items.Add(known);
        }

        return items;
    }

    static ToolCall? Call(JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        JsonElement named = call.TryGetProperty("function", out JsonElement function) && function.ValueKind == JsonValueKind.Object ? function : call;
        return Text(named, "name") is { } name ? new(name, Arguments(named), Text(call, "id")) : null;
    }

    static JsonElement Arguments(JsonElement named) =>
        Array.Find(s_arguments, name => named.TryGetProperty(name, out _)) is { } found ? named.GetProperty(found) : s_none;

    static ProviderStep? Step(JsonElement step) => step.ValueKind switch
    {
        JsonValueKind.String => new(step.GetString()!),
        JsonValueKind.Object when Text(step, "name") is { } name => new(name, step.TryGetProperty("detail", out JsonElement detail) && detail.ValueKind != JsonValueKind.Null ? detail : null),
        _ => null,
    };

    static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
