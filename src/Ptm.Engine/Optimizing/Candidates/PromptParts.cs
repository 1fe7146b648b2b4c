using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Optimizing.Candidates;

/// <summary>
/// What of a prompt may be changed: its text, or what its messages say. How many parts there are and who speaks in them stays.
/// Of a chat in JSON only the texts change, so that its layout and all else of it stay as they are.
/// </summary>
internal sealed class PromptParts
{
    readonly PromptDefinition _prompt;
    readonly byte[] _json = [];

    // Where the parts stand in the JSON, with their quotes.
    readonly IReadOnlyList<Range> _places = [];

    PromptParts(PromptDefinition prompt, IReadOnlyList<PromptPart> parts, byte[]? json = null, IReadOnlyList<Range>? places = null)
    {
        _prompt = prompt;
        Parts = parts;
        _json = json ?? [];
        _places = places ?? [];
    }

    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<PromptPart> Parts { get; }

    /// <summary>The parts of a prompt that has a template.</summary>
    public static PromptParts Of(PromptDefinition prompt)
    {
        if (prompt.Text is not { } text)
        {
            return new(prompt, [.. prompt.Messages.Select((message, index) => new PromptPart($"messages[{index}].content", message.Role, message.Content))]);
        }

        return OfChat(prompt, text) ?? new(prompt, [new("prompt_text", null, text)]);
    }

    /// <summary>The prompt with other texts in its parts. It is a text without a place, version or digest.</summary>
    /// <param name="texts">A text for each part, in order.</param>
    public PromptDefinition With(IReadOnlyList<string> texts)
    {
        PromptDefinition changed = _prompt with { TextLocation = null, Version = null, Hash = null };
        return _prompt.Text is null ? changed with { Messages = [.. _prompt.Messages.Select((message, index) => message with { Content = texts[index] })] }
            : _places.Count == 0 ? changed with { Text = texts[0] }
            : changed with { Text = InJson(texts) };
    }

    /// <summary>Whether two prompts ask the same.</summary>
    public static bool AreSame(PromptDefinition one, PromptDefinition other) => one.Text == other.Text && one.Messages.SequenceEqual(other.Messages);

    string InJson(IReadOnlyList<string> texts)
    {
        StringBuilder json = new();
        int at = 0;
        for (int index = 0; index < _places.Count; index++)
        {
            int start = _places[index].Start.Value;
            json.Append(Encoding.UTF8.GetString(_json, at, start - at));
            at = _places[index].End.Value;
            _ = texts[index] == Parts[index].Text
                ? json.Append(Encoding.UTF8.GetString(_json, start, at - start))
                : json.Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(texts[index])).Append('"');
        }

        return json.Append(Encoding.UTF8.GetString(_json, at, _json.Length - at)).ToString();
    }

    static PromptParts? OfChat(PromptDefinition prompt, string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('['))
        {
            return null;
        }

        try
        {
            if (!Conversation.IsChat(UnicodeJson.Parse(text)))
            {
                return null;
            }
        }
        catch (JsonException)
        {
            // It only begins with a bracket, or is JSON once it is filled.
            return null;
        }

        byte[] json = Encoding.UTF8.GetBytes(UnicodeJson.Whole(text));
        (List<PromptPart> parts, List<Range> places) = Read(json);
        return parts.Count == 0 ? null : new(prompt, parts, json, places);
    }

    // A message's content, or the texts of the list that its content is.
    static (List<PromptPart> Parts, List<Range> Places) Read(byte[] json)
    {
        List<PromptPart> parts = [];
        List<Range> places = [];
        Utf8JsonReader reader = new(json);
        int message = -1;
        int first = 0;
        string name = "";
        bool isContent = false;
        string? role = null;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject when reader.CurrentDepth == 1:
                    message++;
                    first = parts.Count;
                    role = null;
                    break;
                case JsonTokenType.EndObject when reader.CurrentDepth == 1:
                    for (int index = first; index < parts.Count; index++)
                    {
                        parts[index] = parts[index] with { Role = role };
                    }

                    break;
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    isContent = reader.CurrentDepth == 2 ? name == "content" : isContent;
                    break;
                case JsonTokenType.String when reader.CurrentDepth == 2 && name == "role":
                    role = reader.GetString();
                    break;
                case JsonTokenType.String when (reader.CurrentDepth == 2 && name == "content") || (isContent && reader.CurrentDepth == 4 && name == "text"):
                    parts.Add(new($"messages[{message}].content", null, reader.GetString()!));
                    places.Add((int)reader.TokenStartIndex..((int)reader.BytesConsumed));
                    break;
            }
        }

        return (parts, places);
    }
}

/// <summary>A part of a prompt that may be changed.</summary>
/// <param name="Name">What it is called, such as <c>prompt_text</c> or <c>messages[0].content</c>.</param>
/// <param name="Role">Who speaks; null for a prompt of one text.</param>
/// <param name="Text">The template.</param>
internal sealed record PromptPart(string Name, string? Role, string Text);
