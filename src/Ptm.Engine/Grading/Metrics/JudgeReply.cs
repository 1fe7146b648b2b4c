using System.Text;
using System.Text.Json;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>
/// Finds the one JSON object in a judge's reply: alone, in a code fence, or with prose around it. A reply that could be read in two ways is read in none,
/// and neither is one whose prose declines, or whose object stands in what was graded.
/// </summary>
/// <param name="reply">What the judge said.</param>
/// <param name="judge">Its name.</param>
/// <param name="graded">What it was given to grade.</param>
internal sealed class JudgeReply(ModelOutput reply, string judge, IReadOnlyList<string> graded)
{
    const int ReplyShown = 400;

    // A reply has one object; a text made of braces must not cost the square of its length.
    const int MaxObjects = 20;

    static readonly JsonReaderOptions s_options = new() { MaxDepth = 64 };

    /// <summary>The members of the object that has one of <paramref name="names"/>.</summary>
    /// <exception cref="JudgeException">There is none, or more than one.</exception>
    public JudgeObject Read(params IReadOnlyList<string> names)
    {
        JsonElement found = Find(names);
        return !PlantedText.IsIn(found.GetRawText(), graded)
            ? new(this, found)
            : throw Flaw("the object in it stands word for word in what was graded, so it may be a quote");
    }

    /// <summary>The error that a reply without a verdict is.</summary>
    public JudgeException Flaw(string flaw)
    {
        string ended = reply.FinishReason is null or "stop" ? "" : $" (it ended by {Quote.Of(reply.FinishReason)})";
        return new(DiagnosticCodes.JudgeFailed, $"the judge '{judge}' gave no verdict: {flaw}{ended}. It said: {Quote.Of(reply.Text, ReplyShown)}");
    }

    JsonElement Find(IReadOnlyList<string> names)
    {
        if (reply.Json is { ValueKind: JsonValueKind.Object } whole)
        {
            return IsMeant(whole, names) ? whole : throw Flaw($"its object has no '{names[0]}'");
        }

        if (string.IsNullOrWhiteSpace(reply.Text))
        {
            throw Flaw("the reply is empty");
        }

        JsonElement? found = null;
        StringBuilder prose = new();
        byte[] bytes = Encoding.UTF8.GetBytes(reply.Text);
        int at = 0;
        bool any = false;
        for (int objects = 0; Array.IndexOf(bytes, (byte)'{', at) is var brace and >= 0; objects++)
        {
            if (objects == MaxObjects)
            {
                throw Flaw("the reply has too many braces");
            }

            prose.Append(Encoding.UTF8.GetString(bytes, at, brace - at)).Append('\n');
            if (!TryRead(bytes.AsSpan(brace), out JsonElement value, out int length))
            {
                at = AfterProse(bytes, brace) ?? throw Flaw("the reply has a JSON object that does not parse");
                continue;
            }

            at = brace + length;
            any = true;
            if (IsMeant(value, names))
            {
                found = found is not { } other || JsonElement.DeepEquals(other, value) ? value : throw Flaw("the reply has verdicts that differ");
            }
        }

        prose.Append(Encoding.UTF8.GetString(bytes, at, bytes.Length - at));
        return found is not { } only ? throw Flaw(any ? $"no object in the reply has '{names[0]}'" : "the reply has no JSON object")
            : RefusalWords.AreIn(prose.ToString()) ? throw Flaw("the words around its object decline")
            : only;
    }

    // An object of something else, such as a piece of the output that the judge shows, is prose.
    static bool IsMeant(JsonElement value, IReadOnlyList<string> names) => names.Any(name => value.TryGetProperty(name, out _));

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
}
