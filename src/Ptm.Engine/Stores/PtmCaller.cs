namespace Ptm.Engine.Stores;

/// <summary>Who asks: what a prompt, skill or run belongs to, and what may be seen.</summary>
public sealed record PtmCaller
{
    /// <summary>The caller of an engine in process: sees everything.</summary>
    public static PtmCaller Local { get; } = new() { Name = "local", IsAdmin = true };

    /// <summary>Name of the user or service account, unique on a server.</summary>
    public required string Name { get; init; }

    /// <summary>The team; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>True for a caller who sees and changes everything.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>Whether the caller may see what belongs to <paramref name="owner"/>.</summary>
    public bool MaySee(Ownership owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return owner.VisibilityScope == VisibilityScope.OrgVisible
            || MayChange(owner)
            || (owner.VisibilityScope == VisibilityScope.TeamVisible && Team is not null && Team == owner.Team);
    }

    /// <summary>Whether the caller may change what belongs to <paramref name="owner"/>.</summary>
    public bool MayChange(Ownership owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return IsAdmin || owner.Name == Name;
    }
}
