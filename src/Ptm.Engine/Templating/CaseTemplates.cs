using System.Text.Json;

namespace Ptm.Engine.Templating;

/// <summary>Fills the templates of one case: its prompt's, its variables' and its assertions'.</summary>
internal sealed class CaseTemplates(TemplateCache cache, RenderOptions options)
{
    /// <summary>The language alone: no environment, no filters of a file, and nobody is told of undefined variables.</summary>
    public static CaseTemplates Plain { get; } = new(new(), RenderOptions.Default);

    public RenderOptions Options => options;

    public CaseTemplates AsStrict() => options.Strict ? this : new(cache, options with { Strict = true });

    /// <exception cref="TemplateException">The text does not parse (PTM3007) or render (PTM4003).</exception>
    public string Fill(string text, SourceLocation? origin, JsonElement vars, CancellationToken cancellationToken)
    {
        Template template = cache.Get(text, origin);
        return template.IsConstant ? text : template.RenderAt(origin, vars, options, cancellationToken);
    }

    /// <summary>Whether a text is JSON, whose texts are each a template.</summary>
    public bool IsJson(string text, SourceLocation? origin) => cache.GetJson(text, origin) is not null;

    /// <summary>Fills a text that, where it is JSON, stays JSON whatever the values are.</summary>
    /// <param name="text">The template.</param>
    /// <param name="origin">The place of its first character.</param>
    /// <param name="vars">A JSON object.</param>
    /// <param name="asWritten">JSON without a template comes back as it was written, and not laid out anew.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TemplateException">The text does not parse (PTM3007) or render (PTM4003).</exception>
    public string FillChat(string text, SourceLocation? origin, JsonElement vars, bool asWritten, CancellationToken cancellationToken) =>
        cache.GetJson(text, origin) is not { } json ? Fill(text, origin, vars, cancellationToken)
        : asWritten && json.IsConstant ? text
        : json.Render(vars, options, cancellationToken);
}
