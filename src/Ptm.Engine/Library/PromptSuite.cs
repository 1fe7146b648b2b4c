using Ptm.Engine.Providers;

namespace Ptm.Engine.Library;

/// <summary>What one file holds: a prompt file one prompt, a promptfoo config any number that share their cases.</summary>
internal sealed record PromptSuite
{
    public required string File { get; init; }

    public required IReadOnlyList<PromptDefinition> Prompts { get; init; }

    /// <summary>How often each case runs on each provider.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Providers that the file itself configures, by the name its prompts use.</summary>
    public IReadOnlyList<ProviderSettings> Providers { get; init; } = [];

    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    /// <summary>Every file that was read besides <see cref="File"/>: an evaluation is out of date when one changes.</summary>
    public IReadOnlyList<string> ReachedFiles { get; init; } = [];
}
