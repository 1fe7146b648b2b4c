using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary>
/// <c>conversation-relevance</c>: the share of a conversation's turns whose answer belongs to what was said before. The conversation is the variable
/// <c>_conversation</c>, else the prompt and the output. Each turn is shown with as many before it as <c>config.windowSize</c> says (5 with it).
/// </summary>
internal sealed class ConversationRelevanceCheck() : JudgedCheck(0.5)
{
    const int DefaultWindow = 5;
    const int MostTurns = 200;

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) => JudgedValue.FlawOfNone(hasValue);

    protected override async Task<JudgeVerdict> JudgeAsync(CheckInput input, JudgedCase graded, CancellationToken cancellationToken)
    {
        JsonNode[] turns = TurnsOf(graded);
        int window = WindowOf(input.Assertion);
        List<string> reasons = [];
        int relevant = 0;
        for (int last = 0; last < turns.Length; last++)
        {
            JsonArray shown = [.. turns[Math.Max(0, last - window + 1)..(last + 1)].Select(turn => turn.DeepClone())];
            JudgeTemplate template = new(JudgePrompt.ConversationRelevance) { Graded = ["messages"] };
            template.Add("messages", JsonSerializer.SerializeToElement(shown));
            ModelOutput reply = await input.Judge.AskAsync(JudgeKind.Text, graded.Fill(template, cancellationToken), VerdictSchemas.Conversation, 0, cancellationToken).ConfigureAwait(false);
            JudgeObject verdict = graded.Reply(reply, input.Judge).Read("verdict");
            if (verdict.Flag("verdict"))
            {
                relevant++;
            }
            else
            {
                reasons.Add($"turn {last + 1}: {verdict.TextOrNull("reason")}");
            }
        }

        return new((double)relevant / turns.Length, $"{relevant} of {turns.Length} answers belong to the conversation. {string.Join("; ", reasons)}".TrimEnd());
    }

    static JsonNode[] TurnsOf(JudgedCase graded)
    {
        if (graded.Input.Case.Vars.TryGetProperty("_conversation", out JsonElement conversation) && conversation.ValueKind == JsonValueKind.Array && conversation.GetArrayLength() > 0)
        {
            return conversation.GetArrayLength() <= MostTurns
                ? [.. conversation.EnumerateArray().Select(turn => Turn(Member(turn, "input"), Member(turn, "output")))]
                : throw new JudgeException(DiagnosticCodes.LimitExceeded, $"a conversation of more than {MostTurns} turns is too long to judge");
        }

        return [Turn(JsonValue.Create(graded.Input.Rendered.Text), JsonValue.Create(graded.Output))];
    }

    static JsonObject Turn(JsonNode? input, JsonNode? output) => new() { ["input"] = input, ["output"] = output };

    static JsonNode? Member(JsonElement turn, string name) =>
        turn.ValueKind == JsonValueKind.Object && turn.TryGetProperty(name, out JsonElement value)
            ? JsonNode.Parse(value.GetRawText())
            : throw new JudgeException(DiagnosticCodes.InvalidValue, $"a turn of _conversation has no '{name}'");

    static int WindowOf(Assertion assertion) =>
        assertion.Config is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty("windowSize", out JsonElement size)
            ? size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out int window) && window > 0 ? window : throw new JudgeException(DiagnosticCodes.InvalidValue, "config.windowSize is a whole number of 1 or more")
            : DefaultWindow;
}
