using System.Text.Json;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Tests.Templating;

/// <summary>Renders a template over variables written as JSON.</summary>
static class TemplateText
{
    public static string Render(string template, string vars = "{}", RenderOptions? options = null)
    {
        using JsonDocument document = JsonDocument.Parse(vars);
        return Template.Parse(template).Render(document.RootElement, options, TestContext.Current.CancellationToken);
    }

    public static Diagnostic RenderError(string template, string vars = "{}", RenderOptions? options = null) =>
        Assert.Throws<TemplateException>(() => Render(template, vars, options)).Diagnostic;

    public static Diagnostic ParseError(string template, SourceLocation? origin = null) =>
        Assert.Throws<TemplateException>(() => Template.Parse(template, origin)).Diagnostic;
}
