using System.Text.Json;
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
                : LostIn(renderer.Variables(parent), filled.Vars, before.Text, after.Text).ToArray() is { Length: > 0 } lost ? $"filled with a case's variables it no longer shows {Named(lost)}"
                : null;
        }
        catch (PtmException error)
        {
            return $"it does not render: {error.Diagnostics[0].Message}";
        }
    }

    // Variables whose values the parent shows and the candidate does not.
    static IEnumerable<string> LostIn(IEnumerable<string> paths, JsonElement vars, string before, string after) =>
        from path in paths
        let value = ValueAt(vars, path)
        where value.Length > 0 && before.Contains(value, StringComparison.Ordinal) && !after.Contains(value, StringComparison.Ordinal)
        select path;

    // Empty for what is no text or number.
    static string ValueAt(JsonElement vars, string path)
    {
        JsonElement value = vars;
        foreach (string name in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return "";
            }
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
    }

    // Of a text there are none.
    static IReadOnlyList<string?> Roles(RenderedPrompt rendered)
    {
        Conversation chat = Conversation.Of(rendered);
        return chat.Text is not null ? [] : [.. chat.Messages.EnumerateArray().Select(message => message.GetProperty("role").GetString())];
    }

    static string Named(string[] names) => $"the variable{(names.Length == 1 ? "" : "s")} {string.Join(", ", names.Select(name => $"'{name}'"))}";
}
