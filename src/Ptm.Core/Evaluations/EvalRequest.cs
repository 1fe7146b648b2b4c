namespace Ptm;

/// <summary>An evaluation of prompts that the library or server holds.</summary>
public sealed record EvalRequest
{
    /// <summary>Which prompts; empty for all.</summary>
    public IReadOnlyList<string> PromptIds { get; init; } = [];

    /// <summary>Which providers, instead of each prompt's own; empty for the prompt's own.</summary>
    public IReadOnlyList<string> ProviderIds { get; init; } = [];

    /// <summary>Name of the run, for people; null for none.</summary>
    public string? Label { get; init; }
}
