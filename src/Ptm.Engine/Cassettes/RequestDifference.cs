using System.Globalization;
using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>In what a request and a recorded one differ, in words.</summary>
internal static class RequestDifference
{
    const int Shown = 40;

    /// <summary>One item a difference, the request's side first; empty where there is none.</summary>
    public static IReadOnlyList<string> Of(ModelRequest asked, ModelRequest recorded)
    {
        List<string> differences = [];
        if (asked.Model != recorded.Model)
        {
            differences.Add($"the model is {asked.Model}, recorded {recorded.Model}");
        }

        if (asked.Sample != recorded.Sample)
        {
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"the sample is {asked.Sample}, recorded {recorded.Sample}"));
        }

        Dictionary<string, JsonElement> ours = new(CassetteKey.WithEffect(asked.Parameters), StringComparer.Ordinal);
        Dictionary<string, JsonElement> theirs = new(CassetteKey.WithEffect(recorded.Parameters), StringComparer.Ordinal);
        foreach (string name in ours.Keys.Union(theirs.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            Compare(name, ours.TryGetValue(name, out JsonElement our) ? our : null, theirs.TryGetValue(name, out JsonElement their) ? their : null);
        }

        Compare("tools", asked.Tools, recorded.Tools);
        Compare("response_format", asked.ResponseFormat, recorded.ResponseFormat);
        if (asked.TopLogProbs != recorded.TopLogProbs)
        {
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"top_logprobs is {asked.TopLogProbs}, recorded {recorded.TopLogProbs}"));
        }

        if (CanonicalJson.Of(asked.Conversation.Messages) != CanonicalJson.Of(recorded.Conversation.Messages))
        {
            differences.Add(Text(asked.Conversation, recorded.Conversation));
        }

        return differences;

        void Compare(string name, JsonElement? our, JsonElement? their)
        {
            if ((our is { } a ? CanonicalJson.Of(a) : null) != (their is { } b ? CanonicalJson.Of(b) : null))
            {
                differences.Add($"{name} is {Value(our)}, recorded {Value(their)}");
            }
        }
    }

    static string Text(Conversation asked, Conversation recorded)
    {
        string our = (asked.Text ?? CanonicalJson.Of(asked.Messages)).ReplaceLineEndings("\n");
        string their = (recorded.Text ?? CanonicalJson.Of(recorded.Messages)).ReplaceLineEndings("\n");
        int at = our.AsSpan().CommonPrefixLength(their);
        int line = our.AsSpan(0, at).Count('\n') + 1;
        return string.Create(CultureInfo.InvariantCulture, $"the prompt differs from line {line} on: {Excerpt(our, at)}, recorded {Excerpt(their, at)}");
    }

    // From the word in which they part.
    static string Excerpt(string text, int at)
    {
        int start = at;
        while (start > 0 && at - start < Shown / 2 && !char.IsWhiteSpace(text[start - 1]))
        {
            start--;
        }

        return start >= text.Length ? "nothing more" : Quoted(text[start..Math.Min(text.Length, start + Shown)], start + Shown < text.Length);
    }

    static string Value(JsonElement? value) =>
        value is not { } given ? "not set"
        : CanonicalJson.Of(given) is { Length: > Shown } text ? text[..Shown] + "…"
        : CanonicalJson.Of(given);

    static string Quoted(string text, bool isCut) => $"\"{CaseName.OneLine(text)}{(isCut ? "…" : "")}\"";
}
