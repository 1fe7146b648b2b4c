namespace Ptm.Server.Tokens;

/// <summary>What a token allows; each allows what those before it do.</summary>
internal enum TokenScope
{
    /// <summary>Reading.</summary>
    Read,

    /// <summary>Starting runs, and changing what is one's own.</summary>
    Run,

    /// <summary>Seeing and changing everything.</summary>
    Admin,
}
