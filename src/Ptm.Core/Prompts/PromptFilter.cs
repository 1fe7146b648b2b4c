namespace Ptm;

/// <summary>Which prompts to list. Conditions that are set must all hold.</summary>
public sealed record PromptFilter
{
    /// <summary>A tag the prompt has.</summary>
    public string? Tag { get; init; }

    /// <summary>The owning team.</summary>
    public string? Team { get; init; }

    /// <summary>The using service.</summary>
    public string? Service { get; init; }

    /// <summary>The prompt's source.</summary>
    public string? Source { get; init; }

    /// <summary>Text found in the id or label, ignoring case.</summary>
    public string? Search { get; init; }

    /// <summary>The prompt's group.</summary>
    public string? Group { get; init; }

    /// <summary>Whether <paramref name="prompt"/> meets every condition that is set.</summary>
    public bool Matches(PromptDefinition prompt) =>
        (Tag is null || prompt.Tags.Contains(Tag, StringComparer.Ordinal))
        && (Team is null || Team == prompt.Team)
        && (Service is null || Service == prompt.Service)
        && (Source is null || Source == prompt.Source)
        && (Group is null || Group == prompt.Group)
        && (Search is null
            || prompt.Id.Contains(Search, StringComparison.OrdinalIgnoreCase)
            || (prompt.Label?.Contains(Search, StringComparison.OrdinalIgnoreCase) ?? false));
}
