using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Grading;

namespace Ptm.Engine.Providers.Programs;

/// <summary>Reads what a program under test returned: an object with <c>output</c> or <c>error</c>, and what more it tells.</summary>
internal static class ProgramAnswer
{
    /// <exception cref="PtmException">It reports an error, or has no output (PTM4001).</exception>
    public static ModelOutput Read(JsonElement answer, string provider, TimeSpan latency, SourceLocation? location)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{provider}' returned {Shown(answer)} instead of an object with output or error.", location);
        }

        if (answer.TryGetProperty("error", out JsonElement error) && IsSet(error))
        {
            string text = error.ValueKind == JsonValueKind.String ? error.GetString()! : error.GetRawText();
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{provider}' answered with an error: {Quote.Cut(Secrets.TakenOutOf(text), 2_000)}", location);
        }

        if (!answer.TryGetProperty("output", out JsonElement output) || output.ValueKind == JsonValueKind.Null)
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{provider}' returned no output: {Shown(answer)}.", location);
        }

        return OfOutput(output) with
        {
            Tokens = Tokens(answer),
            CostUsd = Number(answer, "cost") is { } cost && Math.Abs(cost) < 1e9 ? (decimal)cost : null,
            Latency = Number(answer, "latencyMs") is { } milliseconds and >= 0 and < 1e12 ? TimeSpan.FromMilliseconds(milliseconds) : latency,
            FinishReason = Text(answer, "finishReason"),
            Model = Text(answer, "model"),
            Metadata = answer.TryGetProperty("metadata", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata : null,
            LogProbs = LogProbs(answer),
            ToolCalls = ReportedActs.ToolCalls(answer),
            Steps = ReportedActs.Steps(answer),
            Response = answer,
        };
    }

    /// <summary>An output that is a text, or any other value with its compact JSON as the text.</summary>
    public static ModelOutput OfOutput(JsonElement output) => output.ValueKind == JsonValueKind.String
        ? new ModelOutput { Text = output.GetString()! }
        : new ModelOutput { Text = CompactJson.Of(output), Json = output };

    static bool IsSet(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => false,
        JsonValueKind.String => error.GetString()!.Length > 0,
        _ => true,
    };

    static TokenUsage? Tokens(JsonElement answer)
    {
        if (!answer.TryGetProperty("tokenUsage", out JsonElement usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        double? prompt = Number(usage, "prompt");
        double? completion = Number(usage, "completion");
        double? total = Number(usage, "total");
        return prompt is null && completion is null && total is null
            ? null
            : SensibleUsage.Of(new((long)(prompt ?? Math.Max(0, (total ?? 0) - (completion ?? 0))), (long)(completion ?? (prompt is null ? 0 : Math.Max(0, (total ?? prompt.Value) - prompt.Value)))));
    }

    static IReadOnlyList<double> LogProbs(JsonElement answer) =>
        answer.TryGetProperty("logProbs", out JsonElement list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. list.EnumerateArray().Select(item => item.GetDouble())]
            : [];

    static double? Number(JsonElement owner, string name) => owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static string Shown(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "nothing" : Quote.Cut(Secrets.TakenOutOf(value.GetRawText()));
}
