using System.Collections.Frozen;
using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary><c>moderation</c>: a service flags nothing in the output, or nothing of the codes that are listed.</summary>
internal sealed class ModerationCheck : Check
{
    /// <summary>The code of a flag that a service raises without saying for what.</summary>
    const string WithoutCategory = "flagged";

    // OpenAI's and Llama Guard's, for services that do not tell theirs.
    static readonly FrozenSet<string> s_common = new[]
    {
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/instructions", "self-harm/intent",
        "sexual", "sexual/minors", "violence", "violence/graphic", WithoutCategory,
        "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13", "S14",
    }.ToFrozenSet(StringComparer.Ordinal);

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
        string[] all =
        [
            .. flags.EnumerateArray()
                .Select(flag => flag.ValueKind == JsonValueKind.Object && flag.TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.String ? code.GetString()! : throw read.Flaw("a flag has no code")),
        ];
        if (wanted is not null)
        {
            RequireKnown(wanted, all, json, input.Judge.Asked!);
        }

        // A flag without a category may be one of any.
        string[] found = [.. all.Where(code => wanted is null || code == WithoutCategory || wanted.Contains(code))];
        string of = wanted is null ? "" : $" of {Quote.List(wanted)}";
        return Verdict.Of(found.Length == 0, input.Inverted, $"{input.Expected}no flag{of}, found {(found.Length == 0 ? "none" : Quote.List(found))}");
    }

    // A code that the service never gives would check nothing.
    static void RequireKnown(HashSet<string> wanted, string[] flagged, JsonElement reply, string service)
    {
        string[]? told = reply.TryGetProperty("categories", out JsonElement categories) && categories.ValueKind == JsonValueKind.Array
            ? [.. categories.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
            : null;
        HashSet<string> known = [.. told ?? [.. s_common], .. flagged];
        if (wanted.FirstOrDefault(code => !known.Contains(code)) is { } unknown)
        {
            throw new JudgeException(
                DiagnosticCodes.InvalidAssertion,
                $"the moderation service '{service}' has no code {Quote.Of(unknown)}; {(told is null ? "it does not tell which it has (a list 'categories' beside its flags would), and this is none of the common ones: " : "it has ")}{string.Join(", ", known.Order(StringComparer.Ordinal).Take(MostListed))}");
        }
    }

    const int MostListed = 50;
}
