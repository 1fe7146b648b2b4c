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

    public static PtmException NotFound(string message) => new(new Diagnostic(DiagnosticCodes.NotFound, DiagnosticSeverity.Error, message));

    public static PtmException Invalid(string message) => new(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, message));

    /// <summary>A name as messages show it: what came from outside may be long, and of several lines.</summary>
    public static string Shown(string name) => CaseName.OneLine(name);
}
