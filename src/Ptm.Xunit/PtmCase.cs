using System.Text.Json;

namespace Ptm.Xunit;

/// <summary>The case that a test stands for, as a method marked with <see cref="PtmPromptTheoryAttribute"/> may take it.</summary>
public sealed record PtmCase
{
    /// <summary>The prompt's id.</summary>
    public required string PromptId { get; init; }

    /// <summary>The case's id within its prompt.</summary>
    public required string CaseId { get; init; }

    /// <summary>What the case shows, in the author's words; may be empty.</summary>
    public required string Description { get; init; }

    /// <summary>The template's variables, a JSON object.</summary>
    public required JsonElement Vars { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>Tags of the case and of its prompt.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Where the case is written.</summary>
    public SourceLocation? Location { get; init; }

    internal static PtmCase Of(PlannedCase planned) => new()
    {
        PromptId = planned.Prompt.Id,
        CaseId = planned.Case.Id,
        Description = planned.Case.Description,
        Vars = planned.Case.Vars,
        Provider = planned.Provider,
        Tags = [.. planned.Case.Tags.Union(planned.Prompt.Tags, StringComparer.Ordinal)],
        Location = planned.Case.Location,
    };
}
