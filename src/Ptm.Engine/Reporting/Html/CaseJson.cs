using System.Text.Json;

namespace Ptm.Engine.Reporting.Html;

/// <summary>A case as the page's script shows it.</summary>
internal sealed class CaseJson(PlaceNames places, int maxText)
{
    const int MaxReason = 4_000;
    const int MaxName = 2_000;
    const int MaxDepth = 16;

    /// <summary>A name of a length that a page can show.</summary>
    public static string Name(string name) => Cut(name, MaxName);

    public string Of(CaseResult result) => new ScriptJson().Object(null, json =>
    {
        json.Text("id", Name(result.Id)).Text("description", Name(result.Description));
        json.Text("prompt", Name(result.PromptId)).Text("label", Name(result.PromptLabel)).Text("provider", Name(result.Provider)).Number("sample", result.Sample);
        json.Text("outcome", FigureText.Outcome(result.Outcome)).Number("score", result.Score).Text("at", places.Of(result.Location));
        if (result.Error is { } error)
        {
            json.Object("error", inner => inner.Text("code", error.Code).Text("message", Cut(error.Message, MaxReason)).Text("at", places.Of(error.Location)));
        }

        if (result.Prompt is { Messages.Count: > 0 } chat)
        {
            json.Array("messages", chat.Messages, (list, message) => list.Object(null, inner => WriteText(inner.Text("role", Name(message.Role)), message.Content)));
        }
        else if (result.Prompt is { } prompt)
        {
            json.Object("rendered", inner => WriteText(inner, prompt.Text));
        }

        if (result.Output is { } output)
        {
            json.Object("output", inner => Write(inner, output));
        }

        json.Array("checks", result.Assertions, (list, check) => Write(list, check, depth: 0));
        json.Array("metrics", result.Metrics, Write);
        json.Array("kpis", result.Kpis, Write);
    }).ToString();

    void Write(ScriptJson json, ModelOutput output)
    {
        WriteText(json, output.Text);
        json.Text("cost", FigureText.Cost(output.CostUsd)).Text("latency", FigureText.Milliseconds(output.Latency.TotalMilliseconds));
        json.Text("tokens", output.Tokens is { } tokens ? $"{FigureText.Count(tokens.Prompt)} read, {FigureText.Count(tokens.Completion)} written" : null);
        json.Text("model", NameOrNull(output.Model)).Text("finish", NameOrNull(output.FinishReason)).Flag("recorded", output.Recorded);
        json.Array("calls", output.ToolCalls, (list, call) => list.Object(null, inner => WriteText(inner.Text("name", Name(call.Name)), Raw(call.Arguments))));
        json.Array("steps", output.Steps, (list, step) => list.Object(null, inner => WriteText(inner.Text("name", Name(step.Name)), Raw(step.Detail))));
    }

    void Write(ScriptJson json, AssertionResult check, int depth) => json.Object(null, inner =>
    {
        inner.Text("name", Name(check.Type)).Text("outcome", FigureText.Outcome(check.Outcome)).Number("score", check.Outcome == CaseOutcome.Error ? null : check.Score).Number("weight", check.Weight);
        inner.Text("metric", NameOrNull(check.Metric)).Text("code", check.ErrorCode).Text("reason", Cut(check.Reason, MaxReason)).Text("at", places.Of(check.Location));
        if (depth < MaxDepth)
        {
            inner.Array("checks", check.Assertions, (list, part) => Write(list, part, depth + 1));
        }
    });

    void Write(ScriptJson json, MetricResult metric) => json.Object(null, inner =>
    {
        inner.Text("name", Name(metric.Name)).Text("outcome", FigureText.Outcome(metric.Outcome)).Number("score", metric.Score).Number("threshold", metric.Threshold);
        inner.Text("judge", NameOrNull(metric.Judge)).Text("cost", metric.CostUsd is { } cost ? FigureText.Cost(cost) : null).Text("code", metric.ErrorCode);
        inner.Text("reason", Cut(metric.Reason, MaxReason)).Text("at", places.Of(metric.Location));
    });

    void Write(ScriptJson json, KpiResult kpi) => json.Object(null, inner =>
    {
        inner.Text("name", Name(kpi.Name)).Text("outcome", FigureText.Outcome(kpi.Outcome)).Number("score", kpi.Score).Number("threshold", kpi.Threshold).Number("weight", kpi.Weight);
        inner.Text("code", kpi.ErrorCode).Text("reason", Cut(kpi.Reason, MaxReason)).Text("at", places.Of(kpi.Location));
    });

    // Not an excerpt: the page shows a text as it is, and marks what cannot be seen.
    void WriteText(ScriptJson json, string text)
    {
        int length = LengthWithin(text, maxText);
        json.Text("text", text[..length]).Number("more", length < text.Length ? text.Length - length : null);
    }

    static string? NameOrNull(string? name) => name is null ? null : Name(name);

    static string Cut(string text, int maxLength) =>
        LengthWithin(text, maxLength) is var length && length < text.Length ? string.Concat(text.AsSpan(0, length), "…") : text;

    static int LengthWithin(string text, int maxLength) =>
        text.Length <= maxLength ? text.Length : char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength;

    static string Raw(JsonElement? value) => value is { ValueKind: not JsonValueKind.Undefined } json ? json.GetRawText() : "";
}
