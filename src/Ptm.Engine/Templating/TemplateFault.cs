namespace Ptm.Engine.Templating;

/// <summary>A failure below the level that knows its place; <see cref="Template.Render"/> turns it into a <see cref="TemplateException"/>.</summary>
internal sealed class TemplateFault(string message) : InvalidOperationException(message);
