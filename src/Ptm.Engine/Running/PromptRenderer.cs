using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Running;

/// <summary>Fills a prompt's templates with a case's variables.</summary>
internal sealed class PromptRenderer(Action<Diagnostic> warn)
{
    static readonly JsonWriterOptions s_indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly ConcurrentDictionary<string, Template> _templates = new(StringComparer.Ordinal);

    /// <summary>The case with its variables as the prompt and the assertions see them: in a promptfoo config a variable may be a template itself.</summary>
    public TestCase RenderVars(PromptDefinition prompt, TestCase test, CancellationToken cancellationToken) =>
        prompt.IsPromptfoo && test.Vars.EnumerateObject().Any(property => IsTemplate(property) && !test.VerbatimVars.Contains(property.Name))
            ? test with { Vars = RenderVars(test, Options(prompt, test), cancellationToken) }
            : test;

    /// <exception cref="PtmException">PTM3007 or PTM4003: a template does not parse or render.</exception>
    public RenderedPrompt Render(PromptDefinition prompt, TestCase test, CancellationToken cancellationToken)
    {
        RenderOptions options = Options(prompt, test);
        JsonElement vars = test.Vars;
        if (prompt.Text is null)
        {
            ChatMessage[] messages = [.. prompt.Messages.Select(message => message with { Content = Fill(message.Content, prompt.Location, vars, options, cancellationToken) })];
            return new() { Text = ToJson(messages), Messages = messages };
        }

        string text = Fill(prompt.Text, prompt.TextLocation, vars, options, cancellationToken);
        return new() { Text = test.Prefix.Length + test.Suffix.Length == 0 ? text : test.Prefix + text + test.Suffix };
    }

    RenderOptions Options(PromptDefinition prompt, TestCase test) => new()
    {
        OnUndefined = undefined => warn(new(
            DiagnosticCodes.UndefinedVariable,
            DiagnosticSeverity.Warning,
            $"{CaseName.Of(prompt.Id, test.Id, test.Description)} has no variable '{undefined.Name}'; it prints as nothing.",
            undefined.Location is { File.Length: > 0 } place ? place : test.Location)),
    };

    string Fill(string text, SourceLocation? origin, JsonElement vars, RenderOptions options, CancellationToken cancellationToken)
    {
        if (!_templates.TryGetValue(text, out Template? template))
        {
            template = Template.Parse(text, origin);
            _templates.TryAdd(text, template);
        }

        return template.IsConstant ? text : template.Render(vars, options, cancellationToken);
    }

    // promptfoo's rule: a variable that is a template is rendered once against the others; one that is no valid template stays as it is.
    JsonElement RenderVars(TestCase test, RenderOptions options, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in test.Vars.EnumerateObject())
            {
                if (!IsTemplate(property) || test.VerbatimVars.Contains(property.Name))
                {
                    property.WriteTo(writer);
                    continue;
                }

                string text = property.Value.GetString()!;
                try
                {
                    writer.WriteString(property.Name, Template.Parse(text, test.Location).Render(test.Vars, options, cancellationToken));
                }
                catch (TemplateException e)
                {
                    warn(new(DiagnosticCodes.PartIgnored, DiagnosticSeverity.Warning, $"The variable '{property.Name}' is no valid template and stays as it is: {e.Diagnostics[0].Message}", test.Location));
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    static bool IsTemplate(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.String
        && property.Value.GetString() is { } text
        && (text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal) || text.Contains("{#", StringComparison.Ordinal));

    internal static string ToJson(IReadOnlyList<ChatMessage> messages)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, s_indented))
        {
            writer.WriteStartArray();
            foreach (ChatMessage message in messages)
            {
                writer.WriteStartObject();
                writer.WriteString("role", message.Role);
                writer.WriteString("content", message.Content);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
