using System.Text.Json;
using Ptm.Engine.Library.Writing;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Optimizing.Candidates;

/// <summary>
/// What of a prompt may be changed: its text, or what its messages say. How many parts there are and who speaks in them stays.
/// Of a chat in JSON only the texts change, so that its layout and all else of it stay as they are.
/// </summary>
internal sealed class PromptParts
{
    readonly PromptDefinition _prompt;
    readonly JsonTexts? _json;

    // Which of the JSON's texts the parts are.
    readonly IReadOnlyList<int> _places = [];

    PromptParts(PromptDefinition prompt, IReadOnlyList<PromptPart> parts, JsonTexts? json = null, IReadOnlyList<int>? places = null)
    {
        _prompt = prompt;
        Parts = parts;
        _json = json;
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
            : _json is null ? changed with { Text = texts[0] }
            : changed with { Text = InJson(_json, texts) };
    }

    /// <summary>Whether two prompts ask the same.</summary>
    public static bool AreSame(PromptDefinition one, PromptDefinition other) => one.Text == other.Text && one.Messages.SequenceEqual(other.Messages);

    string InJson(JsonTexts json, IReadOnlyList<string> texts)
    {
        string[] all = [.. json.Texts];
        for (int index = 0; index < _places.Count; index++)
        {
            all[_places[index]] = texts[index];
        }

        return json.With(all);
    }

    static PromptParts? OfChat(PromptDefinition prompt, string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('['))
        {
            return null;
        }

        // It may only begin with a bracket, or be JSON once it is filled.
        if (JsonTexts.Read(text) is not { } json || !Conversation.IsChat(UnicodeJson.Parse(text, new() { MaxDepth = JsonTexts.MostDepth })))
        {
            return null;
        }

        (List<PromptPart> parts, List<int> places) = Read(json.Json);
        return parts.Count == 0 ? null : new(prompt, parts, json, places);
    }

    // A message's content, or the texts of the list that its content is.
    static (List<PromptPart> Parts, List<int> Places) Read(ReadOnlySpan<byte> json)
    {
        List<PromptPart> parts = [];
        List<int> places = [];
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = JsonTexts.MostDepth });
        int text = -1;
        int message = -1;
        int first = 0;
        string name = "";
        bool isContent = false;
        string? role = null;
        while (reader.Read())
        {
            text += reader.TokenType == JsonTokenType.String ? 1 : 0;
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
                    places.Add(text);
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
