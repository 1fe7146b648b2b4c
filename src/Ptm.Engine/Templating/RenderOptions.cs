using System.Text.Json;

namespace Ptm.Engine.Templating;

/// <summary>How a template is rendered.</summary>
internal sealed record RenderOptions
{
    public static RenderOptions Default { get; } = new();

    /// <summary>An undefined variable is an error instead of nothing; false by default.</summary>
    public bool Strict { get; init; }

    /// <summary>Told of every undefined variable that was printed as nothing.</summary>
    public Action<UndefinedVariable>? OnUndefined { get; init; }

    /// <summary>Names every template sees unless its data has them too, such as <c>env</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Globals { get; init; }

    /// <summary>What <c>env</c> means unless the data has it too; null where it is no name.</summary>
    public TemplateEnvironment? Environment { get; init; }

    public TemplateLimits Limits { get; init; } = TemplateLimits.Default;
}
