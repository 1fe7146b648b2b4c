using System.Text.Json;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>One prompt of a promptfoo config.</summary>
/// <param name="Id">Its <c>id</c>, its <c>label</c>, else its file's path as written, else its text; unique in the config.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Text">Its template; null where code makes it.</param>
/// <param name="Names">Everything by which a test's or provider's <c>prompts</c> may mean it.</param>
/// <param name="Location">Where the config names it.</param>
/// <param name="TextLocation">Where its text begins.</param>
internal sealed record PromptfooPrompt(
    string Id, string Label, string? Text, IReadOnlyList<string> Names, SourceLocation? Location, SourceLocation? TextLocation)
{
    /// <summary>What makes the prompt, as <see cref="PromptDefinition.Code"/> has it; null for a template.</summary>
    public string? Code { get; init; }

    public JsonElement? CodeConfig { get; init; }
}
