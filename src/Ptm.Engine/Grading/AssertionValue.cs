using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Engine.Grading;

/// <summary>An assertion's value with the case's variables filled in.</summary>
internal static class AssertionValue
{
    /// <summary>
    /// A text and the texts of a list are templates. What lies inside an object is a template in files of ours only:
    /// promptfoo leaves objects, which are mostly schemas, as they are.
    /// </summary>
    /// <exception cref="PtmException">A template in the value does not parse or render.</exception>
    public static JsonElement? Render(JsonElement? value, GradingInput input, SourceLocation? origin, CancellationToken cancellationToken)
    {
        if (value is not { } element || element.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => RenderText(element, input, origin, cancellationToken),
            JsonValueKind.Array or JsonValueKind.Object when HasTemplate(element.GetRawText()) =>
                JsonSerializer.SerializeToElement(Deep(element, input, origin, top: true, cancellationToken)),
            _ => element,
        };
    }

    static JsonElement RenderText(JsonElement element, GradingInput input, SourceLocation? origin, CancellationToken cancellationToken)
    {
        string text = element.GetString()!;
        return HasTemplate(text) ? JsonSerializer.SerializeToElement(Fill(text, input, origin, cancellationToken)) : element;
    }

    static JsonNode? Deep(JsonElement element, GradingInput input, SourceLocation? origin, bool top, CancellationToken cancellationToken)
    {
        bool deep = top || !input.Prompt.IsPromptfoo;
        switch (element.ValueKind)
        {
            case JsonValueKind.String when deep:
                return JsonValue.Create(Fill(element.GetString()!, input, origin, cancellationToken));
            case JsonValueKind.Array when deep:
                JsonArray items = [];
                foreach (JsonElement item in element.EnumerateArray())
                {
                    items.Add(Deep(item, input, origin, top && item.ValueKind == JsonValueKind.String, cancellationToken));
                }

                return items;
            case JsonValueKind.Object when !input.Prompt.IsPromptfoo:
                JsonObject members = [];
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    members[member.Name] = Deep(member.Value, input, origin, top: false, cancellationToken);
                }

                return members;
            default:
                return JsonNode.Parse(element.GetRawText());
        }
    }

    /// <summary>The texts of an assertion that are templates, with their places.</summary>
    public static IEnumerable<(string Text, SourceLocation? Origin)> Templates(Assertion assertion, bool isPromptfoo) =>
        (assertion.Value is { } value ? Texts(value, isPromptfoo, top: true) : [])
            .Where(HasTemplate)
            .Select(text => (text, assertion.Location))
            .Concat(assertion.Assertions.SelectMany(inner => Templates(inner, isPromptfoo)));

    static IEnumerable<string> Texts(JsonElement value, bool isPromptfoo, bool top) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array when top || !isPromptfoo => value.EnumerateArray()
            .Where(item => !isPromptfoo || item.ValueKind == JsonValueKind.String)
            .SelectMany(item => Texts(item, isPromptfoo, top: false)),
        JsonValueKind.Object when !isPromptfoo => value.EnumerateObject().SelectMany(member => Texts(member.Value, isPromptfoo, top: false)),
        _ => [],
    };

    /// <summary>Whether a value is a template whose text is only known once there is a case.</summary>
    public static bool HasTemplate(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => HasTemplate(value.GetString()!),
        JsonValueKind.Array or JsonValueKind.Object => HasTemplate(value.GetRawText()),
        _ => false,
    };

    static bool HasTemplate(string text) =>
        text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal) || text.Contains("{#", StringComparison.Ordinal);

    // A variable that is not there would leave a check that checks something else; promptfoo lets it print as nothing.
    static string Fill(string text, GradingInput input, SourceLocation? origin, CancellationToken cancellationToken) =>
        (input.Prompt.IsPromptfoo ? input.Templates : input.Templates.AsStrict()).Fill(text, origin, input.Case.Vars, cancellationToken);
}
