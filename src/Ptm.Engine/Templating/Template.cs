using System.Text.Json;
using Ptm.Engine.Templating.Filters;
using Ptm.Engine.Templating.Syntax;
using Ptm.Engine.Templating.Tree;

namespace Ptm.Engine.Templating;

/// <summary>A parsed template that means what Nunjucks means. It keeps no state between renders and may be shared by threads.</summary>
internal sealed class Template
{
    readonly TemplateSource _source;
    readonly Block _root;
    readonly string[] _names;

    internal Template(TemplateSource source, Block root, string[] names)
    {
        _source = source;
        _root = root;
        _names = names;
    }

    /// <summary>The text has no tags, so that rendering gives the text itself.</summary>
    public bool IsConstant => _root.IsEmpty;

    /// <summary>Reads a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="origin">The place of the text's first character; null when it comes from no file.</param>
    /// <param name="filters">Filters besides the language's own, which they hide; null for none.</param>
    /// <param name="inside">The text that this one is a part of; null when it stands alone.</param>
    /// <exception cref="TemplateException">The text does not parse (PTM3007).</exception>
    public static Template Parse(string text, SourceLocation? origin = null, IReadOnlyDictionary<string, FilterDefinition>? filters = null, string? inside = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        TemplateSource source = new(text, origin, inside);
        return Lexer.HasTags(text)
            ? new TemplateParser(source, filters).Parse()
            : new Template(source, Block.Empty, []);
    }

    /// <summary>The variables that it reads and does not set itself.</summary>
    public IReadOnlyCollection<string> Variables() => new VariableFinder(_names).Find(_root);

    /// <summary>Renders the template over the variables.</summary>
    /// <param name="vars">A JSON object.</param>
    /// <param name="options">Strictness, globals and limits; the defaults when null.</param>
    /// <param name="cancellationToken">Looked at in every round of a loop.</param>
    /// <exception cref="TemplateException">An operation failed or a limit was reached (PTM4003).</exception>
    public string Render(JsonElement vars, RenderOptions? options = null, CancellationToken cancellationToken = default) =>
        RenderAt(null, vars, options, cancellationToken);

    /// <summary>Renders the template where its text stands this time, since one text may stand in many places.</summary>
    /// <param name="origin">The place of the text's first character; null for where it was read.</param>
    /// <param name="vars">A JSON object.</param>
    /// <param name="options">Strictness, globals and limits; the defaults when null.</param>
    /// <param name="cancellationToken">Looked at in every round of a loop.</param>
    /// <exception cref="TemplateException">An operation failed or a limit was reached (PTM4003).</exception>
    public string RenderAt(SourceLocation? origin, JsonElement vars, RenderOptions? options, CancellationToken cancellationToken)
    {
        if (IsConstant)
        {
            return _source.Text;
        }

        if (vars.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
        {
            throw new ArgumentException("The variables of a template are a JSON object.", nameof(vars));
        }

        using RenderScope scope = new(_source, _names, vars, options ?? RenderOptions.Default, origin, cancellationToken);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            _root.Render(scope);
            return scope.Output.ToString();
        }
        catch (TemplateFault fault)
        {
            throw _source.Fail(DiagnosticCodes.RenderFailed, scope.Position, fault.Message, origin, fault);
        }
    }
}
