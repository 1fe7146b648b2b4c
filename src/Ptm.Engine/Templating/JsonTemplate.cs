using System.Text.Json;
using Ptm.Engine.Templating.Filters;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating;

/// <summary>
/// JSON whose strings are templates, such as a chat prompt. Each string is filled by itself and written as JSON again, so that no value can
/// break it. As in promptfoo, names of members are no templates, and what is written is laid out anew with two spaces.
/// </summary>
internal sealed class JsonTemplate
{
    static readonly JsonDocumentOptions s_depth = new() { MaxDepth = TemplateLimits.Default.MaxDepth };

    readonly Node _root;
    readonly SourceLocation? _origin;

    JsonTemplate(Node root, SourceLocation? origin)
    {
        _root = root;
        _origin = origin;
    }

    /// <summary>No string of it is a template.</summary>
    public bool IsConstant => _root.IsConstant;

    /// <summary>Its strings.</summary>
    public IEnumerable<Template> Templates => _root.Templates;

    /// <summary>Reads JSON; null where the text is none.</summary>
    /// <exception cref="TemplateException">A string of it does not parse (PTM3007).</exception>
    public static JsonTemplate? TryParse(string text, SourceLocation? origin, IReadOnlyDictionary<string, FilterDefinition>? filters)
    {
        if (!LooksLikeJson(text))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text, s_depth);
            return new(Read(document.RootElement, new(text, origin, filters)), origin);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
        catch (InvalidOperationException e)
        {
            throw new TemplateException(new(DiagnosticCodes.TemplateSyntax, DiagnosticSeverity.Error, Value.HalfCharacter().Message, origin), e);
        }
    }

    /// <summary>Fills every string and writes the JSON.</summary>
    /// <exception cref="TemplateException">An operation failed or a limit was reached (PTM4003).</exception>
    public string Render(JsonElement vars, RenderOptions options, CancellationToken cancellationToken)
    {
        using RenderScope scope = new(new("", _origin), [], vars, options, _origin, cancellationToken);
        try
        {
            return new JsonText(scope, "  ").Write(_root.Render(vars, options, cancellationToken)).Text;
        }
        catch (TemplateFault fault)
        {
            throw new TemplateException(new(DiagnosticCodes.RenderFailed, DiagnosticSeverity.Error, fault.Message, _origin), fault);
        }
    }

    // Most prompts are prose, which need not be tried.
    static bool LooksLikeJson(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim(" \t\r\n");
        return trimmed.Length > 0 && (trimmed[0] is '{' or '[' or '"' or '-' || char.IsAsciiDigit(trimmed[0]))
            && (trimmed[^1] is '}' or ']' or '"' || char.IsAsciiDigit(trimmed[^1]))
            && !trimmed.StartsWith("{{") && !trimmed.StartsWith("{%") && !trimmed.StartsWith("{#");
    }

    static Node Read(JsonElement element, in Context context)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                string text = element.GetString()!;
                return new Text(Template.Parse(text, context.Origin, context.Filters, context.Whole));
            case JsonValueKind.Array:
                List<Node> items = new(element.GetArrayLength());
                foreach (JsonElement item in element.EnumerateArray())
                {
                    items.Add(Read(item, context));
                }

                return new List([.. items]);
            case JsonValueKind.Object:
                List<KeyValuePair<string, Node>> members = [];
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    members.Add(new(member.Name, Read(member.Value, context)));
                }

                return new Object([.. members]);
            default:
                return new Constant(Value.FromJson(element));
        }
    }

    readonly record struct Context(string Whole, SourceLocation? Origin, IReadOnlyDictionary<string, FilterDefinition>? Filters);

    abstract class Node
    {
        public abstract bool IsConstant { get; }

        public virtual IEnumerable<Template> Templates => [];

        public abstract Value Render(JsonElement vars, RenderOptions options, CancellationToken cancellationToken);
    }

    sealed class Constant(Value value) : Node
    {
        public override bool IsConstant => true;

        public override Value Render(JsonElement vars, RenderOptions options, CancellationToken cancellationToken) => value;
    }

    sealed class Text(Template template) : Node
    {
        public override bool IsConstant => template.IsConstant;

        public override IEnumerable<Template> Templates => [template];

        public override Value Render(JsonElement vars, RenderOptions options, CancellationToken cancellationToken) =>
            template.Render(vars, options, cancellationToken);
    }

    sealed class List(Node[] items) : Node
    {
        public override bool IsConstant { get; } = items.All(item => item.IsConstant);

        public override IEnumerable<Template> Templates => items.SelectMany(item => item.Templates);

        public override Value Render(JsonElement vars, RenderOptions options, CancellationToken cancellationToken)
        {
            List<Value> values = new(items.Length);
            foreach (Node item in items)
            {
                values.Add(item.Render(vars, options, cancellationToken));
            }

            return new ListValue(values);
        }
    }

    sealed class Object(KeyValuePair<string, Node>[] members) : Node
    {
        public override bool IsConstant { get; } = members.All(member => member.Value.IsConstant);

        public override IEnumerable<Template> Templates => members.SelectMany(member => member.Value.Templates);

        public override Value Render(JsonElement vars, RenderOptions options, CancellationToken cancellationToken)
        {
            DictValue values = new();
            foreach ((string name, Node member) in members)
            {
                values.Set(name, member.Render(vars, options, cancellationToken));
            }

            return values;
        }
    }
}
