using System.Text;
using System.Text.Json;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>
/// Reads the verdict out of a judge's reply: one JSON object, alone, in a code fence, or with prose around it.
/// A reply that could be read in two ways is read in none.
/// </summary>
internal static class JudgeReply
{
    // A reply has one object; a text made of braces must not cost the square of its length.
    const int MaxObjects = 20;

    static readonly JsonReaderOptions s_options = new() { MaxDepth = 64 };

    /// <summary>The verdict; null with what is wrong with the reply.</summary>
    public static JudgeVerdict? Read(string reply, out string flaw)
    {
        if (string.IsNullOrWhiteSpace(reply))
        {
            flaw = "the reply is empty";
            return null;
        }

        HashSet<JudgeVerdict> verdicts = [];
        byte[] bytes = Encoding.UTF8.GetBytes(reply);
        int at = 0;
        for (int objects = 0; Array.IndexOf(bytes, (byte)'{', at) is var brace and >= 0; objects++)
        {
            if (objects == MaxObjects)
            {
                flaw = "the reply has too many braces";
                return null;
            }

            if (!TryRead(bytes.AsSpan(brace), out JsonElement value, out int length))
            {
                if (AfterProse(bytes, brace) is not { } after)
                {
                    flaw = "the reply has a JSON object that does not parse";
                    return null;
                }

                at = after;
                continue;
            }

            at = brace + length;
            if (VerdictOf(value, out flaw) is not { } found)
            {
                return null;
            }

            verdicts.Add(found);
        }

        flaw = verdicts.Count switch
        {
            0 => "the reply has no JSON object",
            1 => "",
            _ => "the reply has verdicts that differ",
        };
        return flaw.Length == 0 ? verdicts.Single() : null;
    }

    static bool TryRead(ReadOnlySpan<byte> bytes, out JsonElement value, out int length)
    {
        Utf8JsonReader reader = new(bytes, s_options);
        try
        {
            value = JsonElement.ParseValue(ref reader);
            length = (int)reader.BytesConsumed;
            return true;
        }
        catch (JsonException)
        {
            value = default;
            length = 0;
            return false;
        }
    }

    /// <summary>The end of a set of names in prose, such as {a, b}; null for what could be a broken object.</summary>
    static int? AfterProse(byte[] bytes, int brace)
    {
        int end = Array.IndexOf(bytes, (byte)'}', brace);
        return end < 0 || bytes.AsSpan(brace + 1, end - brace - 1).IndexOfAny((byte)'{', (byte)'"', (byte)':') >= 0 ? null : end + 1;
    }

    static JudgeVerdict? VerdictOf(JsonElement value, out string flaw)
    {
        flaw = "";
        JsonElement? score = null;
        JsonElement? reason = null;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (member.NameEquals("score"))
            {
                flaw = score is null ? flaw : "the score is there twice";
                score = member.Value;
            }
            else if (member.NameEquals("reason"))
            {
                flaw = reason is null ? flaw : "the reason is there twice";
                reason = member.Value;
            }
        }

        flaw = flaw.Length > 0 ? flaw
            : score is not { } number ? "the score is missing"
            : number.ValueKind != JsonValueKind.Number || !number.TryGetDouble(out double figure) ? "the score is no number"
            : figure is not (>= 0 and <= 1) ? "the score is not from 0 to 1"
            : reason is not { } text ? "the reason is missing"
            : text.ValueKind != JsonValueKind.String ? "the reason is no text"
            : "";
        try
        {
            return flaw.Length > 0 ? null : new(score!.Value.GetDouble() + 0.0, reason!.Value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair can be escaped in JSON, and is no text.
            flaw = "the reason is no text";
            return null;
        }
    }
}
