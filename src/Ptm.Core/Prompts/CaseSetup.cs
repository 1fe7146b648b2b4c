using System.Text.Json;

namespace Ptm;

/// <summary>What a case of a promptfoo config asks for beyond what every case has. It concerns how the case runs in the process that read the config, and does not travel.</summary>
internal sealed record CaseSetup
{
    public static CaseSetup None { get; } = new();

    /// <summary>Names of the providers that the case runs on, out of its prompt's; empty for all.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Name of the provider that answers in place of the planned one; null for the planned one.</summary>
    public string? Provider { get; init; }

    /// <summary>An answer that is given, so that no provider is called; null for none.</summary>
    public JsonElement? ProviderOutput { get; init; }

    /// <summary>The answer that is given; null for none, and for an empty one, which promptfoo takes for none.</summary>
    public JsonElement? Given => ProviderOutput is { } given && !(given.ValueKind == JsonValueKind.String && given.GetString()!.Length == 0) ? given : null;

    /// <summary>How often the case runs; null for as often as its config says.</summary>
    public int? Repeat { get; init; }

    /// <summary>JavaScript, or a file of code, that makes the variables out of the variables; null for none.</summary>
    public string? TransformVars { get; init; }

    /// <summary>The variables before lists were told apart, which is what <see cref="TransformVars"/> sees; null where there is none.</summary>
    public JsonElement? Unexpanded { get; init; }

    /// <summary>Name of the variable that later cases find the output in; null for none.</summary>
    public string? StoreOutputAs { get; init; }

    /// <summary>A file of code that makes the case's score out of its named scores; null for the weighted mean.</summary>
    public string? ScoringFunction { get; init; }

    /// <summary>Whether <c>_conversation</c> is left out of the variables.</summary>
    public bool DisablesConversation { get; init; }

    /// <summary>Whether no other case may run beside this one.</summary>
    public bool RunsAlone { get; init; }

    /// <summary>Names of the providers that judge the case's checks that name none; null for the prompt's and the library's.</summary>
    public JudgeNames? Judges { get; init; }

    /// <summary>The template of what a judge is asked by the case's checks that have none; null for the product's own.</summary>
    public JsonElement? RubricPrompt { get; init; }

    /// <summary>Scores of the categories of <c>factuality</c>, a JSON object; null for promptfoo's.</summary>
    public JsonElement? Factuality { get; init; }

    /// <summary>The options as written, for scripts to read; null for none.</summary>
    public JsonElement? Options { get; init; }

    /// <summary>Names of what a case of this kind asks for that only the process which read it can do.</summary>
    public IEnumerable<string> Names()
    {
        if (Providers.Count > 0)
        {
            yield return "providers";
        }

        if (Provider is not null)
        {
            yield return "provider";
        }

        if (ProviderOutput is not null)
        {
            yield return "providerOutput";
        }

        if (TransformVars is not null)
        {
            yield return "transformVars";
        }

        if (StoreOutputAs is not null)
        {
            yield return "storeOutputAs";
        }

        if (Repeat > 1)
        {
            yield return "repeat";
        }

        if (Judges is not null)
        {
            yield return "options.provider";
        }

        if (RubricPrompt is not null)
        {
            yield return "options.rubricPrompt";
        }

        if (Factuality is not null)
        {
            yield return "options.factuality";
        }

        if (ScoringFunction is not null)
        {
            yield return "assertScoringFunction";
        }
    }
}
