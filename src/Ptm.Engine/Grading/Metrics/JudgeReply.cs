using System.Text;
using System.Text.Json;
using Ptm.Engine.Providers;

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

    /// <summary>The members of the object that has one of <paramref name="names"/>.</summary>
    /// <exception cref="JudgeException">There is none, or more than one.</exception>
    public JudgeObject Read(params IReadOnlyList<string> names)
    {
        if (!FinishReasons.IsWhole(reply.FinishReason))
        {
            throw Flaw(FinishReasons.IsCut(reply.FinishReason) ? "its reply was cut off or held back" : "its reply is not known to be whole");
        }

        if (reply.Metadata is { ValueKind: JsonValueKind.Object } told && told.TryGetProperty("refusal", out JsonElement refusal) && refusal.ValueKind is not (JsonValueKind.Null or JsonValueKind.False))
        {
            throw Flaw("the model refused beside its reply");
        }

        JsonElement found = Find(names);
        if (found.TryGetProperty("reason", out JsonElement reason) && JudgeObject.TextOf(reason) is { } words && RefusalWords.AreReason(words))
        {
            throw Flaw("its reason declines to judge");
        }

        return !PlantedText.IsIn(found, graded)
            ? new(this, found)
            : throw Flaw("the object in it stands in what was graded, so it may be a quote");
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
            return !IsMeant(whole, names) ? throw Flaw($"its object has no '{names[0]}'") : Agreed(whole, [whole], names);
        }

        if (string.IsNullOrWhiteSpace(reply.Text))
        {
            throw Flaw("the reply is empty");
        }

        JsonElement? found = null;
        StringBuilder prose = new();
        byte[] bytes = Encoding.UTF8.GetBytes(reply.Text);
        int at = 0;
        List<JsonElement> all = [];
        for (int objects = 0; Array.IndexOf(bytes, (byte)'{', at) is var brace and >= 0; objects++)
        {
            if (objects == JsonObjects.Most)
            {
                throw Flaw("the reply has too many braces");
            }

            prose.Append(Encoding.UTF8.GetString(bytes, at, brace - at)).Append('\n');
            if (!JsonObjects.TryRead(bytes.AsSpan(brace), out JsonElement value, out int length))
            {
                at = JsonObjects.AfterProse(bytes, brace) ?? throw Flaw("the reply has a JSON object that does not parse");
                continue;
            }

            at = brace + length;
            all.Add(value);
            if (IsMeant(value, names))
            {
                found = found is not { } other || JsonElement.DeepEquals(other, value) ? value : throw Flaw("the reply has verdicts that differ");
            }
        }

        prose.Append(Encoding.UTF8.GetString(bytes, at, bytes.Length - at));
        return found is not { } only ? throw Flaw(all.Count > 0 ? $"no object in the reply has '{names[0]}'" : "the reply has no JSON object")
            : RefusalWords.AreIn(prose.ToString()) ? throw Flaw("the words around its object decline")
            : Agreed(only, all, names);
    }

    /// <summary>The verdict, unless an object inside of it or of one beside it decides otherwise: a draft, an analysis, a part.</summary>
    JsonElement Agreed(JsonElement verdict, IReadOnlyList<JsonElement> all, IReadOnlyList<string> names)
    {
        string decides = names.First(name => JudgeObject.Named(verdict, name).Any());
        foreach (JsonElement inner in all.SelectMany(Inner))
        {
            if (Differs(names[0], inner, verdict) || (decides != names[0] && Differs(decides, inner, verdict)))
            {
                throw Flaw("an object within its objects is a verdict that differs");
            }
        }

        return verdict;
    }

    static bool Differs(string name, JsonElement inner, JsonElement verdict) =>
        JudgeObject.Named(inner, name).Select(PlantedText.Canonical).ToArray() is { Length: > 0 } said && !said.SequenceEqual(JudgeObject.Named(verdict, name).Select(PlantedText.Canonical));

    static IEnumerable<JsonElement> Inner(JsonElement value)
    {
        IEnumerable<JsonElement> parts = value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Select(member => member.Value),
            JsonValueKind.Array => value.EnumerateArray(),
            _ => [],
        };
        foreach (JsonElement part in parts)
        {
            if (part.ValueKind == JsonValueKind.Object)
            {
                yield return part;
            }

            foreach (JsonElement inner in Inner(part))
            {
                yield return inner;
            }
        }
    }

    // An object of something else, such as a piece of the output that the judge shows, is prose. One with another case of letters is none: it is meant, and wrong.
    static bool IsMeant(JsonElement value, IReadOnlyList<string> names) => names.Any(name => JudgeObject.Named(value, name).Any());
}
