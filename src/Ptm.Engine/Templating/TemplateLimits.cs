namespace Ptm.Engine.Templating;

/// <summary>How much one render may do, since templates and data come from files that nobody has vetted.</summary>
internal sealed record TemplateLimits
{
    public static TemplateLimits Default { get; } = new();

    /// <summary>Characters of the output and of any one text on the way to it; 10 Mi by default.</summary>
    public int MaxOutputLength { get; init; } = 10 * 1024 * 1024;

    /// <summary>Macros that call macros, and values inside values when they are printed; 200 by default.</summary>
    public int MaxDepth { get; init; } = 200;

    /// <summary>Rounds of all loops together, and items of lists that filters and methods make; 1,000,000 by default.</summary>
    public int MaxIterations { get; init; } = 1_000_000;
}
