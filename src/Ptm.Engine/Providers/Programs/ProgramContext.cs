using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ptm.Engine.Providers.Programs;

/// <summary>What a program under test is told beside the prompt, in promptfoo's shapes.</summary>
internal sealed class ProgramContext
{
    static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly ProviderSettings _settings;

    public ProgramContext(ProviderSettings settings, string folder)
    {
        _settings = settings;
        Options = Write(writer =>
        {
            writer.WriteString("id", settings.Identity?.Id ?? settings.Type);
            writer.WriteStartObject("config");
            if (settings.Parameters is { ValueKind: JsonValueKind.Object } config)
            {
                foreach (JsonProperty member in config.EnumerateObject())
                {
                    member.WriteTo(writer);
                }
            }

            writer.WriteString("basePath", folder);
            writer.WriteEndObject();
            writer.WriteStartObject("env");
            foreach ((string name, string value) in settings.Environment)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>The provider's id, label, config and environment.</summary>
    public JsonElement Options { get; }

    /// <summary>A text of the provider's config; null when there is none.</summary>
    public string? Text(string name) =>
        _settings.Parameters is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static JsonElement Prompt(ProviderRequest request) => JsonSerializer.SerializeToElement(request.Prompt.Text);

    /// <summary>The case's variables, and the prompt.</summary>
    public static JsonElement Of(ProviderRequest request) => Write(writer =>
    {
        writer.WritePropertyName("vars");
        request.Vars.WriteTo(writer);
        writer.WriteStartObject("prompt");
        writer.WriteString("raw", request.Prompt.Text);
        writer.WriteString("label", request.Prompt.Text);
        writer.WriteStartObject("config");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("test");
        writer.WritePropertyName("vars");
        request.Vars.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteNumber("repeatIndex", request.Sample);
    });

    static JsonElement Write(Action<Utf8JsonWriter> content)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, s_plain))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
