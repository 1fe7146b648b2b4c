namespace Ptm.Engine;

/// <summary>Which cases of a library to run. Conditions that are set must all hold.</summary>
public sealed record EvalSelection
{
    /// <summary>Ids of prompts; empty for all.</summary>
    public IReadOnlyList<string> PromptIds { get; init; } = [];

    /// <summary>A tag that the prompt or the case has; null for any.</summary>
    public string? Tag { get; init; }

    /// <summary>Text found in the case's description or id or in the prompt's id, ignoring case; null for any.</summary>
    public string? Filter { get; init; }

    /// <summary>Providers to run on, instead of each prompt's own; empty for the prompt's own.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>How often each case runs on each provider, 1 or more; null for as often as its file says, which is once unless it says otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Repeat
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(value));
            field = value;
        }
    }

    internal bool Includes(PromptDefinition prompt) =>
        PromptIds.Count == 0 || PromptIds.Contains(prompt.Id, StringComparer.Ordinal);

    internal bool Includes(PromptDefinition prompt, TestCase test) =>
        (Tag is null || prompt.Tags.Contains(Tag, StringComparer.Ordinal) || test.Tags.Contains(Tag, StringComparer.Ordinal))
        && (Filter is null
            || test.Description.Contains(Filter, StringComparison.OrdinalIgnoreCase)
            || test.Id.Contains(Filter, StringComparison.OrdinalIgnoreCase)
            || prompt.Id.Contains(Filter, StringComparison.OrdinalIgnoreCase));
}
