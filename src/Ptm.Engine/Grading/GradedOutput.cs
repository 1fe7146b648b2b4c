using System.Text.Json;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Grading;

/// <summary>The output as the checks see it: a provider's text, or what a transform made of it.</summary>
internal sealed class GradedOutput
{
    public GradedOutput(string text)
    {
        Text = text;
    }

    /// <summary>The output as a provider gave it.</summary>
    public GradedOutput(ModelOutput output)
    {
        Json = output.Json;
        Text = output.Text;
    }

    GradedOutput(JsonElement json)
    {
        Json = json;
        Text = CompactJson.Of(json);
    }

    /// <summary>A value that was given: a text is the text itself, anything else is what a transform might have made.</summary>
    public static GradedOutput Of(JsonElement value) => value.ValueKind == JsonValueKind.String ? new(value.GetString()!) : new(value);

    public JsonElement ToJson() => Json ?? JsonSerializer.SerializeToElement(Text);

    /// <summary>The text that checks of text compare; a transform's object as compact JSON.</summary>
    public string Text { get; }

    /// <summary>Set when a transform returned something else than a string.</summary>
    public JsonElement? Json { get; }

    /// <summary>Null when the transform returned nothing that could be checked.</summary>
    public static GradedOutput? From(ScriptValue value) => value.Kind switch
    {
        ScriptValueKind.String => new(value.Text),
        ScriptValueKind.Boolean => new(JsonElement.Parse(value.Boolean ? "true" : "false")),
        ScriptValueKind.Number when double.IsFinite(value.Number) => new(JsonElement.Parse(ScalarText.Of(value.Number))),
        ScriptValueKind.Object => new(value.Json),
        _ => null,
    };
}
