using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Grading;
using Ptm.Engine.Templating;
using Ptm.Engine.Templating.Filters;

namespace Ptm.Engine.Running;

/// <summary>Fills a prompt's templates with a case's variables.</summary>
internal sealed class PromptRenderer(Action<Diagnostic> warn, CodeRunner code)
{
    static readonly JsonWriterOptions s_indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly HashSet<string> s_none = [];

    readonly ConcurrentDictionary<TemplateSettings, (TemplateCache Cache, TemplateEnvironment Environment)> _files = new(ReferenceEqualityComparer.Instance);

    /// <summary>What fills the templates of one case.</summary>
    public CaseTemplates Of(PromptDefinition prompt, TestCase test)
    {
        (TemplateCache cache, TemplateEnvironment environment) = OfFile(prompt.Templates);
        return new(cache, new()
        {
            Strict = prompt.Templates.StrictVariables == true,
            Environment = prompt.Location is null ? TemplateEnvironment.Refused : environment,
            OnUndefined = undefined => warn(new(
                DiagnosticCodes.UndefinedVariable,
                DiagnosticSeverity.Warning,
                $"{CaseName.Of(prompt.Id, test.Id, test.Description)} has no variable '{undefined.Name}'; it prints as nothing.",
                undefined.Location is { File.Length: > 0 } place ? place : test.Location)),
        });
    }

    /// <summary>The case with its variables as assertions, providers and prompts in JSON see them: in a promptfoo config a variable may name others.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="test">The case.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="literal">Variables that are no templates whatever they look like, such as a model's earlier output; null for none.</param>
    /// <exception cref="PtmException">PTM4003: a variable grows without end.</exception>
    public TestCase RenderVars(PromptDefinition prompt, TestCase test, CancellationToken cancellationToken, IReadOnlySet<string>? literal = null) =>
        !prompt.IsPromptfoo ? test
        : test with
        {
            DataVars = literal ?? s_none,
            Vars = VariableTemplates.Any(test.Vars) ? Variables(prompt, test, cancellationToken).Replace(literal ?? s_none) : test.Vars,
        };

    VariableTemplates Variables(PromptDefinition prompt, TestCase test, CancellationToken cancellationToken) =>
        new(test, Of(prompt, test), message => Warn(message, prompt, test), cancellationToken);

    /// <exception cref="PtmException">PTM3007 or PTM4003: a template does not parse or render.</exception>
    public RenderedPrompt Render(PromptDefinition prompt, TestCase test, CancellationToken cancellationToken)
    {
        CaseTemplates templates = Of(prompt, test);
        JsonElement vars = test.Vars;
        if (prompt.Text is null)
        {
            ChatMessage[] messages = [.. prompt.Messages.Select(message => message with { Content = templates.Fill(message.Content, prompt.Location, vars, cancellationToken) })];
            return new() { Text = ToJson(messages), Messages = messages };
        }

        // promptfoo takes prefix and suffix for a part of the template, ours are text.
        if (prompt.IsPromptfoo)
        {
            string text = test.Prefix + prompt.Text + test.Suffix;
            bool isJson = templates.IsJson(text, prompt.TextLocation) && !IsSet(prompt, "PROMPTFOO_DISABLE_JSON_AUTOESCAPE");
            if (VariableTemplates.Any(vars))
            {
                vars = Variables(prompt, test, cancellationToken).Render(test.DataVars, isJson);
            }

            return new()
            {
                Text = isJson
                    ? templates.FillChat(text, prompt.TextLocation, vars, asWritten: false, cancellationToken)
                    : templates.Fill(text, prompt.TextLocation, vars, cancellationToken),
            };
        }

        return new() { Text = test.Prefix + templates.FillChat(prompt.Text, prompt.TextLocation, vars, asWritten: true, cancellationToken) + test.Suffix };
    }

    /// <summary>The variables that a prompt's templates read, each a path such as <c>user.name</c>, in order.</summary>
    /// <exception cref="TemplateException">A template does not parse (PTM3007).</exception>
    public IReadOnlyCollection<string> Variables(PromptDefinition prompt)
    {
        TemplateCache cache = OfFile(prompt.Templates).Cache;
        IEnumerable<Template> templates = prompt.Text is not { } text ? prompt.Messages.Select(message => cache.Get(message.Content, null))
            : cache.GetJson(text, null) is { } json ? json.Templates
            : [cache.Get(text, null)];
        return new SortedSet<string>(templates.SelectMany(template => template.Variables()), StringComparer.Ordinal);
    }

    /// <summary>Whether a prompt's text is JSON, each string of which is a template.</summary>
    public bool IsJson(PromptDefinition prompt) => prompt.Text is { } text && OfFile(prompt.Templates).Cache.GetJson(text, null) is not null;

    /// <summary>What does not parse in the templates of a prompt and of its assertions.</summary>
    public IEnumerable<Diagnostic> Check(PromptDefinition prompt)
    {
        TemplateCache cache = OfFile(prompt.Templates).Cache;
        IEnumerable<(string Text, SourceLocation? Origin)> texts = prompt.Messages.Select(message => (message.Content, prompt.Location))
            .Concat(prompt.Tests.SelectMany(test => test.Assertions).SelectMany(assertion => AssertionValue.Templates(assertion, prompt.IsPromptfoo)));
        return texts.Select(text => SyntaxError(() => _ = cache.Get(text.Text, text.Origin)))
            .Prepend(prompt.Text is { } text ? SyntaxError(() => _ = (object?)cache.GetJson(text, prompt.TextLocation) ?? cache.Get(text, prompt.TextLocation)) : null)
            .OfType<Diagnostic>();
    }

    static Diagnostic? SyntaxError(Action parse)
    {
        try
        {
            parse();
            return null;
        }
        catch (TemplateException e)
        {
            return e.Diagnostic;
        }
    }

    (TemplateCache Cache, TemplateEnvironment Environment) OfFile(TemplateSettings settings) => _files.GetOrAdd(
        settings,
        static (settings, code) => (new(settings.Filters.Count == 0 ? null : FileFilters.Of(settings.Filters, code)), TemplateEnvironment.Of(settings.Environment)),
        code);

    static bool IsSet(PromptDefinition prompt, string name) =>
        prompt.Location is not null
        && (prompt.Templates.Environment.GetValueOrDefault(name) ?? ReadVariables.Get(name)) is { } value
        && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase) || value.Equals("yes", StringComparison.OrdinalIgnoreCase));

    void Warn(string message, PromptDefinition prompt, TestCase test) =>
        warn(new(DiagnosticCodes.PartIgnored, DiagnosticSeverity.Warning, $"{CaseName.Of(prompt.Id, test.Id, test.Description)}: {message}", test.Location));

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
