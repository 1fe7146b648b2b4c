using System.Collections.Concurrent;
using Ptm.Engine.Templating.Filters;

namespace Ptm.Engine.Templating;

/// <summary>Templates that were parsed already, since a run fills the same ones for each of its cases.</summary>
/// <param name="filters">Filters besides the language's own; null for none.</param>
internal sealed class TemplateCache(IReadOnlyDictionary<string, FilterDefinition>? filters = null)
{
    // Texts may come from the rows of a table, each another one.
    const int MaxTemplates = 1_000;

    readonly ConcurrentDictionary<string, Template> _templates = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, JsonTemplate?> _json = new(StringComparer.Ordinal);

    /// <exception cref="TemplateException">The text does not parse (PTM3007).</exception>
    public Template Get(string text, SourceLocation? origin) =>
        _templates.TryGetValue(text, out Template? template) ? template : Keep(_templates, text, Template.Parse(text, origin, filters));

    /// <summary>The text as JSON; null where it is none.</summary>
    /// <exception cref="TemplateException">A string of it does not parse (PTM3007).</exception>
    public JsonTemplate? GetJson(string text, SourceLocation? origin) =>
        _json.TryGetValue(text, out JsonTemplate? template) ? template : Keep(_json, text, JsonTemplate.TryParse(text, origin, filters));

    static T Keep<T>(ConcurrentDictionary<string, T> templates, string text, T template)
    {
        if (templates.Count >= MaxTemplates)
        {
            templates.Clear();
        }

        templates[text] = template;
        return template;
    }
}
