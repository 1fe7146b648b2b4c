using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>What a caller finds and may change. What a caller may not see does not exist for them.</summary>
internal static class Rights
{
    /// <exception cref="PtmException">There is none that the caller may see (404).</exception>
    public static StoredRun Visible(this StoredRun? run, PtmCaller caller, string runKey) =>
        run is not null && caller.MaySee(run.Ownership) ? run : throw NotFound($"There is no run '{Shown(runKey)}'.");

    /// <exception cref="PtmException">There is none that the caller may see (404).</exception>
    public static StoredSkill Visible(this StoredSkill? skill, PtmCaller caller, string asked) =>
        skill is not null && caller.MaySee(skill.Ownership) ? skill : throw NotFound($"There is no skill '{Shown(asked)}'.");

    /// <exception cref="PtmException">It is somebody else's (403).</exception>
    public static void MustChange(this PtmCaller caller, Ownership ownership, string what)
    {
        if (!caller.MayChange(ownership))
        {
            throw new PtmException(new Diagnostic(
                DiagnosticCodes.Forbidden,
                DiagnosticSeverity.Error,
                $"{what} belongs to {Shown(ownership.Name)}, who alone can change it, or a token with the scope admin."));
        }
    }

    /// <summary>A skill's name begins with the caller's own team, or is that of a prompt of theirs: what another team's name promises is not theirs to give.</summary>
    /// <exception cref="PtmException">It begins with another team (403).</exception>
    public static void MustName(this PtmCaller caller, string qualifiedName, StoredPrompt prompt)
    {
        bool isOwn = caller.IsAdmin || !qualifiedName.Contains('.', StringComparison.Ordinal)
            || (caller.Team is { } team && qualifiedName.StartsWith(team + ".", StringComparison.Ordinal))
            || (qualifiedName == prompt.Prompt.Id && caller.MayChange(prompt.Ownership));
        if (!isOwn)
        {
            throw Forbidden($"'{Shown(qualifiedName)}' begins with a team that is not yours. Name the skill without a team, which puts yours before it, or use a token with the scope admin.");
        }
    }

    /// <summary>A prompt is filed under the caller's own team.</summary>
    /// <exception cref="PtmException">It names another team (403).</exception>
    public static void MustBelongTo(this PtmCaller caller, string? team)
    {
        if (!caller.IsAdmin && team is not null && team != caller.Team)
        {
            throw Forbidden($"'{Shown(team)}' is not your team, so the prompt cannot be filed under it. Leave 'team' out, or use a token with the scope admin.");
        }
    }

    /// <summary>Only who may change a prompt shows it to more people than its own scope does.</summary>
    /// <exception cref="PtmException">The scope is wider than the prompt's, which is somebody else's (403).</exception>
    public static void MustWiden(this PtmCaller caller, VisibilityScope scope, StoredPrompt prompt)
    {
        if (scope > prompt.Ownership.VisibilityScope && !caller.MayChange(prompt.Ownership))
        {
            throw Forbidden($"The prompt '{Shown(prompt.Prompt.Id)}' is seen by fewer people than that, and is {Shown(prompt.Ownership.Name)}'s, who alone can show it to more.");
        }
    }

    static PtmException Forbidden(string message) => new(new Diagnostic(DiagnosticCodes.Forbidden, DiagnosticSeverity.Error, message));

    public static PtmException NotFound(string message) => new(new Diagnostic(DiagnosticCodes.NotFound, DiagnosticSeverity.Error, message));

    public static PtmException Invalid(string message) => new(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, message));

    /// <summary>A name as messages show it: what came from outside may be long, and of several lines.</summary>
    public static string Shown(string name) => CaseName.OneLine(name);
}
