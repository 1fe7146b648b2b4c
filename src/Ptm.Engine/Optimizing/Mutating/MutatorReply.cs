using System.Text;
using System.Text.Json;
using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Optimizing.Candidates;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Optimizing.Mutating;

/// <summary>What a mutator replied.</summary>
/// <param name="Diagnosis">What it thinks is wrong; empty where it does not say.</param>
/// <param name="Edits">Changes of single places.</param>
/// <param name="Rewrite">A text for each part; empty for edits.</param>
internal sealed record MutatorReply(string Diagnosis, IReadOnlyList<PromptEdit> Edits, IReadOnlyList<string> Rewrite)
{
    const int MostEdits = 50;

    /// <summary>Reads the reply: one JSON object, alone, in a code fence, or with prose around it.</summary>
    /// <returns>The reply, or why there is none.</returns>
    public static (MutatorReply? Reply, string Flaw) Read(ModelOutput output)
    {
        if (FinishReasons.IsCut(output.FinishReason))
        {
            return (null, "the mutator's answer was cut off or held back");
        }

        try
        {
            return Find(output) is not { } found ? (null, $"the mutator's answer has no JSON object with 'edits' or 'rewrite': {Quote.Of(output.Text)}")
                : new MutatorReply(Text(found, "diagnosis") ?? "", ReadEdits(found), ReadRewrite(found)) is { Edits.Count: 0, Rewrite.Count: 0 } ? (null, "the mutator changes nothing")
                : (new(Text(found, "diagnosis") ?? "", ReadEdits(found), ReadRewrite(found)), "");
        }
        catch (FormatException error)
        {
            return (null, $"the mutator's answer cannot be read: {error.Message}");
        }
    }

    static JsonElement? Find(ModelOutput output)
    {
        if (output.Json is { ValueKind: JsonValueKind.Object } whole)
        {
            return whole;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(UnicodeJson.Whole(output.Text));
        int at = 0;
        for (int objects = 0; objects < JsonObjects.Most && Array.IndexOf(bytes, (byte)'{', at) is var brace and >= 0; objects++)
        {
            if (JsonObjects.TryRead(bytes.AsSpan(brace), out JsonElement value, out int length, lenient: true))
            {
                if (value.TryGetProperty("edits", out _) || value.TryGetProperty("rewrite", out _))
                {
                    return value;
                }

                at = brace + length;
            }
            else
            {
                at = brace + 1;
            }
        }

        return null;
    }

    static PromptEdit[] ReadEdits(JsonElement reply)
    {
        PromptEdit[] edits = [.. List(reply, "edits").Select(edit => edit.ValueKind != JsonValueKind.Object
            ? throw new FormatException("an edit is no object")
            : new PromptEdit(
                Number(edit, "part"),
                Text(edit, "find") ?? throw new FormatException("an edit has no 'find'"),
                Text(edit, "replace") ?? throw new FormatException("an edit has no 'replace'")))];
        return edits.Length <= MostEdits ? edits : throw new FormatException($"it has {edits.Length} edits");
    }

    static string[] ReadRewrite(JsonElement reply) =>
        [.. List(reply, "rewrite").Select(text => JudgeObject.TextOf(text) ?? throw new FormatException("a text of 'rewrite' is none"))];

    static JsonElement.ArrayEnumerator List(JsonElement owner, string name) =>
        !owner.TryGetProperty(name, out JsonElement list) || list.ValueKind == JsonValueKind.Null ? default
        : list.ValueKind == JsonValueKind.Array ? list.EnumerateArray()
        : throw new FormatException($"'{name}' is no list");

    static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out JsonElement text) ? JudgeObject.TextOf(text) : null;

    static int? Number(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number ? (number.TryGetInt32(out int whole) ? whole : -1) : null;
}
