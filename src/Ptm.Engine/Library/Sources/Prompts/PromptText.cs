namespace Ptm.Engine.Library.Sources.Prompts;

/// <summary>One prompt of a file.</summary>
/// <param name="Text">Its template; null where code makes it.</param>
/// <param name="Location">Where the template begins; null for none.</param>
internal sealed record PromptText(string? Text, SourceLocation? Location)
{
    /// <summary>The label that the file itself gives it; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>What makes it, as <see cref="PromptDefinition.Code"/> has it; null for a template.</summary>
    public string? Code { get; init; }
}
