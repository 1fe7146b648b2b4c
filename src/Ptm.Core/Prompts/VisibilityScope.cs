namespace Ptm;

/// <summary>Who may see a prompt, a skill or a run on a server.</summary>
public enum VisibilityScope
{
    /// <summary>Its owner alone.</summary>
    Private,

    /// <summary>The owner's team.</summary>
    TeamVisible,

    /// <summary>Everybody with a token.</summary>
    OrgVisible,
}
