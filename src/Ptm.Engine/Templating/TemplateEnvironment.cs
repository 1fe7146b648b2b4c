using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating;

/// <summary>What <c>env</c> stands for in a template.</summary>
internal abstract class TemplateEnvironment
{
    /// <summary>That of a prompt which came with a request: it may not look at the server's environment.</summary>
    public static TemplateEnvironment Refused { get; } = new OfRequest();

    public static TemplateEnvironment Of(IReadOnlyDictionary<string, string> own) => new OfFile(own);

    /// <exception cref="TemplateFault">The template may not have it.</exception>
    public abstract Value Read();

    sealed class OfFile(IReadOnlyDictionary<string, string> own) : TemplateEnvironment
    {
        // Made for each template, since a template may write into an object.
        public override Value Read() => new EnvironmentValue(own);
    }

    sealed class OfRequest : TemplateEnvironment
    {
        public override Value Read() => throw new TemplateFault("'env' is not there for a prompt of a request: a server reads no files and runs no code of a request, and shows it nothing of its environment");
    }
}
