using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Tools;

/// <summary><c>tool-call-f1</c>: the harmonic mean of precision and recall of the names of the tools called, each counted once, at least <c>threshold</c>, 1 unless set.</summary>
internal sealed class ToolCallF1Check : InstantCheck
{
    const double DefaultThreshold = 1;

    /// <summary>Ends the search in a text of many lines that begin like JSON and are none.</summary>
    const int MaxText = 1_000_000;

    public override bool HasScoreAsThreshold => true;

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: the names of the tools expected, as a list or separated by commas";
        }

        return value is { } known && Read(known) is null ? "needs names of tools, as a list of texts or separated by commas" : null;
    }

    protected override Verdict Run(CheckInput input)
    {
        HashSet<string> expected = Read(input.Value)!;
        if (input.Text.Length > MaxText)
        {
            return Verdict.Error(DiagnosticCodes.InvalidAssertion, $"an output of {input.Text.Length} characters is too long to look for tool calls in");
        }

        HashSet<string> called = Called(input);
        int both = called.Count(expected.Contains);
        double score = both == 0 ? 0 : 2.0 * both / (called.Count + expected.Count);
        double limit = input.Assertion.Threshold ?? DefaultThreshold;
        return new Verdict(
            Limits.Reaches(score, limit) != input.Inverted,
            score,
            $"{input.Expected}an F1 of at least {Quote.Of(limit)} for calls of {Quote.List(expected)}, found {Quote.Of(score)} for calls of {(called.Count == 0 ? "nothing" : Quote.List(called))}");
    }

    static HashSet<string> Called(CheckInput input)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (ToolCall call in CallText.Reported(input))
        {
            names.Add(call.Name);
        }

        IEnumerable<JsonElement> spelled = CallText.Json(input) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } whole ? [whole] : CallText.OnOwnLines(input.Text);
        foreach (JsonElement value in spelled)
        {
            AddNames(value, names);
        }

        return names;
    }

    static void AddNames(JsonElement value, HashSet<string> names)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object))
            {
                AddName(item, names, inList: true);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            AddName(value, names, inList: false);
        }
    }

    /// <summary>The shapes of OpenAI (chat and responses), Anthropic and Google.</summary>
    static void AddName(JsonElement call, HashSet<string> names, bool inList)
    {
        string type = Text(call, "type") ?? "";
        if (call.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
        {
            AddNames(calls, names);
        }
        else if (Member(call, "toolCall") is { } live && live.TryGetProperty("functionCalls", out JsonElement functions))
        {
            AddNames(functions, names);
        }
        else if ((type is "function_call" or "tool_use" ? call : Member(call, "functionCall") ?? (inList ? Member(call, "function") ?? Named(call) : null)) is { } named && Text(named, "name") is { } name)
        {
            names.Add(name);
        }
    }

    static JsonElement? Named(JsonElement call) => call.TryGetProperty("args", out _) || call.EnumerateObject().Count() == 1 ? call : null;

    static JsonElement? Member(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Object ? member : null;

    static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    static HashSet<string>? Read(JsonElement value)
    {
        IEnumerable<string?>? names = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Split(','),
            JsonValueKind.Array => value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null),
            _ => null,
        };
        HashSet<string> read = new(StringComparer.Ordinal);
        foreach (string? name in names ?? [])
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                return null;
            }

            read.Add(name.Trim());
        }

        return read.Count == 0 ? null : read;
    }
}
