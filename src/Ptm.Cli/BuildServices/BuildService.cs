namespace Ptm.Cli.BuildServices;

/// <summary>A service that runs builds and reads commands from their output.</summary>
internal enum BuildService
{
    /// <summary>None, or one that reads no commands.</summary>
    None,

    /// <summary>GitHub Actions.</summary>
    GitHub,

    /// <summary>Azure DevOps.</summary>
    Azure,
}
