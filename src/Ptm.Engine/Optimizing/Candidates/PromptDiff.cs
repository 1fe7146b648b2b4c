using Ptm.Engine.Library.Writing;

namespace Ptm.Engine.Optimizing.Candidates;

/// <summary>Shows what differs between two prompts of the same parts.</summary>
internal static class PromptDiff
{
    /// <summary>A unified diff with a section for each part that differs; empty for none.</summary>
    public static string Of(PromptDefinition before, PromptDefinition after) => string.Concat(
        PromptParts.Of(before).Parts.Zip(PromptParts.Of(after).Parts, (old, @new) => UnifiedDiff.Of(old.Text, @new.Text, NameOf(old), NameOf(@new))));

    static string NameOf(PromptPart part) => part.Role is null ? part.Name : $"{part.Name} ({part.Role})";
}
