using Ptm.Engine.Library.Sources.Prompts;
using Ptm.Engine.Providers;
using Ptm.Engine.Running;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Optimizing.Candidates;

/// <summary>Refuses candidates that are no prompt in their parent's place, before they cost anything.</summary>
internal sealed class CandidateCheck(PromptRenderer renderer)
{
    // A prompt that grows by more than this has its cases written into it.
    const int MostGrowth = 3;
    const int LeastRoom = 4_000;

    // So many values of a case are looked at one by one, where that is needed.
    const int MostAlone = 64;

    // What a map prints as.
    const string MapAsText = "[object Object]";

    /// <summary>Why a candidate is not evaluated; null where it is.</summary>
    /// <param name="parent">The prompt that it is made of.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="cases">Cases whose variables it is filled with to see that it still renders as its parent does.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public string? FlawOf(PromptDefinition parent, PromptDefinition candidate, IEnumerable<TestCase> cases, CancellationToken cancellationToken)
    {
        try
        {
            return FlawOfText(parent, candidate)
                ?? FlawOfVariables(renderer.Variables(parent), renderer.Variables(candidate))
                ?? cases.Select(test => FlawOfRendered(parent, candidate, test, cancellationToken)).FirstOrDefault(flaw => flaw is not null);
        }
        catch (TemplateException error)
        {
            return $"it does not parse: {error.Diagnostic.Message}";
        }
    }

    string? FlawOfText(PromptDefinition parent, PromptDefinition candidate)
    {
        IReadOnlyList<PromptPart> before = PromptParts.Of(parent).Parts;
        IReadOnlyList<PromptPart> after = PromptParts.Of(candidate).Parts;
        int length = before.Sum(part => part.Text.Length);
        return PromptParts.AreSame(parent, candidate) ? "it is its parent again"
            : parent.Text is null != candidate.Text is null || !before.Select(part => (part.Name, part.Role)).SequenceEqual(after.Select(part => (part.Name, part.Role))) ? "it has other messages, or other roles in them"
            : renderer.IsJson(parent) != renderer.IsJson(candidate) ? (renderer.IsJson(parent) ? "it is no longer JSON" : "it is JSON, and its parent is text")
            : after.Sum(part => part.Text.Length) is var longer && longer > Math.Max(length * MostGrowth, length + LeastRoom) ? $"it has {longer} characters, and its parent {length}"
            : after.Zip(before).Any(pair => string.IsNullOrWhiteSpace(pair.First.Text) && !string.IsNullOrWhiteSpace(pair.Second.Text)) ? "a part of it is empty"
            : candidate.Text is { } text && (PromptSource.IsFile(text.Trim()) || text.StartsWith(PromptSource.ProgramScheme, StringComparison.Ordinal)) ? "it names a file or a program"
            : null;
    }

    static string? FlawOfVariables(IReadOnlyCollection<string> before, IReadOnlyCollection<string> after)
    {
        string[] lost = [.. TemplateVariables.Lost(before, after)];
        string[] invented = [.. TemplateVariables.Invented(before, after)];
        return lost.Length > 0 ? $"it loses {Named(lost)}"
            : invented.Length > 0 ? $"it invents {Named(invented)}"
            : null;
    }

    // A template may parse and not render, no longer give the chat that its parent gives, or name a variable and not show it.
    string? FlawOfRendered(PromptDefinition parent, PromptDefinition candidate, TestCase test, CancellationToken cancellationToken)
    {
        TestCase filled;
        RenderedPrompt before;
        try
        {
            filled = renderer.RenderVars(parent, test, cancellationToken);
            before = renderer.Render(parent, filled, cancellationToken);
        }
        catch (PtmException)
        {
            // What the parent cannot render says nothing of the candidate.
            return null;
        }

        try
        {
            RenderedPrompt after = renderer.Render(candidate, renderer.RenderVars(candidate, test, cancellationToken), cancellationToken);
            return !Roles(before).SequenceEqual(Roles(after)) ? "filled with a case's variables it has other messages, or other roles in them"
                : after.Text.Length > Math.Max(before.Text.Length * MostGrowth, before.Text.Length + LeastRoom) ? $"filled with a case's variables it has {after.Text.Length} characters, and its parent {before.Text.Length}"
                : after.Text.Contains(MapAsText, StringComparison.Ordinal) && !before.Text.Contains(MapAsText, StringComparison.Ordinal) ? $"filled with a case's variables it shows {MapAsText} in the place of a value"
                : LostIn(parent, candidate, filled, before.Text, after.Text, cancellationToken).Distinct(StringComparer.Ordinal).ToArray() is { Length: > 0 } lost ? $"filled with a case's variables it no longer shows {Named(lost)}"
                : null;
        }
        catch (PtmException error)
        {
            return $"it does not render: {error.Diagnostics[0].Message}";
        }
    }

    // Variables whose values the parent shows and the candidate does not.
    IEnumerable<string> LostIn(PromptDefinition parent, PromptDefinition candidate, TestCase filled, string before, string after, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string> used = renderer.Variables(parent);
        MarkedValues values = new(filled.Vars);
        int[] leaves = [.. Enumerable.Range(0, values.Leaves.Count).Where(leaf => used.Any(path => TemplateVariables.IsWithin(values.Leaves[leaf].Path, path)))];
        string? parentMarked = Rendered(parent, leaves.Contains) ?? Rendered(parent, IsMarkedText);
        string? candidateMarked = parentMarked is null ? null : Rendered(candidate, leaves.Contains) ?? Rendered(candidate, IsMarkedText);
        int alone = 0;
        foreach (int leaf in leaves)
        {
            (string path, string text, _) = values.Leaves[leaf];
            bool isNamed = used.Contains(path);
            bool isShown = MarkedValues.Shows(parentMarked, leaf);
            if (isShown ? MarkedValues.Shows(candidateMarked, leaf) : !before.Contains(text, StringComparison.Ordinal))
            {
                continue;
            }

            // With all values marked a comparison may have gone another way than with those of the case.
            string? parentAlone = alone++ < MostAlone ? Rendered(parent, one => one == leaf) : null;
            string? candidateAlone = MarkedValues.Shows(parentAlone, leaf) ? Rendered(candidate, one => one == leaf) : null;
            if (candidateAlone is not null
                ? !MarkedValues.Shows(candidateAlone, leaf)
                : isNamed && before.Contains(text, StringComparison.Ordinal) && !after.Contains(text, StringComparison.Ordinal))
            {
                yield return path;
            }
        }

        bool IsMarkedText(int leaf) => leaves.Contains(leaf) && !values.Leaves[leaf].IsNumber;

        // Null for what does not render with markers, such as a date that is none.
        string? Rendered(PromptDefinition prompt, Func<int, bool> isMarked)
        {
            try
            {
                return renderer.Render(prompt, filled with { Vars = values.With(isMarked) }, cancellationToken).Text;
            }
            catch (PtmException)
            {
                return null;
            }
        }
    }

    // Of a text there are none.
    static IReadOnlyList<string?> Roles(RenderedPrompt rendered)
    {
        Conversation chat = Conversation.Of(rendered);
        return chat.Text is not null ? [] : [.. chat.Messages.EnumerateArray().Select(message => message.GetProperty("role").GetString())];
    }

    static string Named(string[] names) => $"the variable{(names.Length == 1 ? "" : "s")} {string.Join(", ", names.Select(name => $"'{name}'"))}";
}
