using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary><c>moderation</c>: a service flags nothing in the output, or nothing of the codes that are listed.</summary>
internal sealed class ModerationCheck : Check
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        value is null || (value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 && list.EnumerateArray().All(code => code.ValueKind == JsonValueKind.String))
            ? null
            : "takes a list of codes, such as [hate], or no value for all";

    public override async ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken)
    {
        ModelOutput reply = await input.Judge.AskAsync(JudgeKind.Moderation, new() { Text = input.Text }, null, 0, cancellationToken).ConfigureAwait(false);
        JudgeReply read = new(reply, input.Judge.Asked!, []);
        if (reply.Json is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("flags", out JsonElement flags) || flags.ValueKind != JsonValueKind.Array)
        {
            throw read.Flaw("a moderation service gives an object with a list of flags");
        }

        HashSet<string>? wanted = input.Value.ValueKind == JsonValueKind.Array ? [.. input.Value.EnumerateArray().Select(code => code.GetString()!)] : null;
        string[] found =
        [
            .. flags.EnumerateArray()
                .Select(flag => flag.ValueKind == JsonValueKind.Object && flag.TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.String ? code.GetString()! : throw read.Flaw("a flag has no code"))
                .Where(code => wanted is null || wanted.Contains(code)),
        ];
        string of = wanted is null ? "" : $" of {Quote.List(wanted)}";
        return Verdict.Of(found.Length == 0, input.Inverted, $"{input.Expected}no flag{of}, found {(found.Length == 0 ? "none" : Quote.List(found))}");
    }
}
