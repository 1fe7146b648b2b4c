namespace Ptm.Engine.Stores;

/// <summary>Names of skills.</summary>
public static class SkillNames
{
    /// <summary>The error of a name that another skill has.</summary>
    public static PtmException Taken(string qualifiedName) => new(new Diagnostic(
        DiagnosticCodes.Conflict,
        DiagnosticSeverity.Error,
        $"There is a skill '{qualifiedName}' already. Update it, or publish under another name."));
}
