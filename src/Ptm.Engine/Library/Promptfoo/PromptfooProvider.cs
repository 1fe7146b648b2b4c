namespace Ptm.Engine.Library.Promptfoo;

/// <summary>One provider that a promptfoo config runs its cases on.</summary>
/// <param name="Name">Its name here: its label, else its id, with a number where it has a twin.</param>
/// <param name="Id">Its id as written.</param>
/// <param name="Label">Its label; null for none.</param>
/// <param name="Prompts">The prompts it is for, by label, id or group; null for all.</param>
/// <param name="Location">Where it is written.</param>
internal sealed record PromptfooProvider(string Name, string Id, string? Label, IReadOnlyList<string>? Prompts, SourceLocation Location)
{
    public bool Runs(PromptfooPrompt prompt) => Prompts is null || Prompts.Any(asked => prompt.Names.Any(name => Means(asked, name)));

    /// <summary>Whether a name in a case's <c>providers</c> means this provider.</summary>
    public bool IsMeantBy(string asked) => Means(asked, Id) || (Label is not null && Means(asked, Label));

    /// <summary>promptfoo's rule for names: the same, a group (<c>group</c> or <c>group:*</c> for <c>group:one</c>), or a pattern that ends in a star.</summary>
    static bool Means(string asked, string name) =>
        asked == name
        || (asked.EndsWith('*') && name.StartsWith(asked[..^1], StringComparison.Ordinal))
        || name.StartsWith(asked + ":", StringComparison.Ordinal);
}
