using Ptm.Engine.Optimizing;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Library;

/// <summary>What a <c>ptm.yaml</c> says.</summary>
internal sealed record LibraryConfiguration
{
    /// <summary>Absolute path of the file; null when there is none and defaults hold.</summary>
    public string? File { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string Root { get; init; }

    /// <summary>Glob patterns of prompt files, relative to <see cref="Root"/>.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = ["prompts/**/*.yaml", "prompts/**/*.yml"];

    public IReadOnlyList<ProviderSettings> Providers { get; init; } = [];

    /// <summary>Name of the provider that judges for prompts that name none; null for none.</summary>
    public string? JudgeProfile { get; init; }

    /// <summary>How often a judge is asked where nobody says; null for once.</summary>
    public int? JudgeSamples { get; init; }

    /// <summary>How often each case of our own prompt files runs on each provider.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>An undefined variable is an error of its case, unless a prompt's file says otherwise.</summary>
    public bool StrictVariables { get; init; }

    /// <summary>Cases of promptfoo configs in which nothing is checked get promptfoo's verdict.</summary>
    public bool FollowsPromptfoo { get; init; }

    /// <summary>How prompts are optimized where a request does not say.</summary>
    public OptimizationDefaults Optimization { get; init; } = new();

    /// <summary>Folder of recorded answers, absolute.</summary>
    public required string CassettePath { get; init; }

    /// <summary>A file of prices, absolute; null for those that come with the package alone.</summary>
    public string? PricesPath { get; init; }

    /// <summary>Files that the settings name besides, such as a body of a request; absolute.</summary>
    public IReadOnlyCollection<string> NamedFiles { get; init; } = [];

    /// <summary>The mode as written; null when unset.</summary>
    public string? CassetteMode { get; init; }
}
