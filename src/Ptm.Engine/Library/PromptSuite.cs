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

    /// <summary>Files that <c>ptm eval</c> writes the run to where it is given none, absolute: the config's <c>outputPath</c>.</summary>
    public IReadOnlyList<string> OutputPaths { get; init; } = [];

    /// <summary>How the cases run.</summary>
    public RunRules Rules { get; init; } = RunRules.None;

    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    /// <summary>Every file that was read or is named besides <see cref="File"/>: an evaluation is out of date when one changes.</summary>
    public IReadOnlyList<string> ReachedFiles { get; init; } = [];

    /// <summary>The suite with promptfoo's verdict for cases in which nothing is checked.</summary>
    public PromptSuite WithCompatibility() => this with { Prompts = [.. Prompts.Select(prompt => prompt with { PassesUnchecked = prompt.IsPromptfoo })] };

    /// <summary>The suite with undefined variables as errors where its file does not decide that itself.</summary>
    public PromptSuite WithStrictVariables()
    {
        Dictionary<TemplateSettings, TemplateSettings> strict = new(ReferenceEqualityComparer.Instance);
        return this with
        {
            Prompts =
            [
                .. Prompts.Select(prompt =>
                {
                    if (!strict.TryGetValue(prompt.Templates, out TemplateSettings? settings))
                    {
                        settings = prompt.Templates with { StrictVariables = prompt.Templates.StrictVariables ?? true };
                        strict[prompt.Templates] = settings;
                    }

                    return prompt with { Templates = settings };
                }),
            ],
        };
    }
}
