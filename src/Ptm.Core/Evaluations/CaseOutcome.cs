namespace Ptm;

/// <summary>How a case ended. There is no fifth way, and none of these is a bool.</summary>
public enum CaseOutcome
{
    /// <summary>Something was checked and everything that was checked held.</summary>
    Passed,

    /// <summary>A check did not hold.</summary>
    Failed,

    /// <summary>A provider, judge, script or file could not do its work, so nothing is known. Never a pass, never inverted.</summary>
    Error,

    /// <summary>Nothing was checked.</summary>
    Unchecked,
}
