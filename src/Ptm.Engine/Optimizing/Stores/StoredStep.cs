namespace Ptm.Engine.Optimizing.Stores;

/// <summary>A step that has ended.</summary>
/// <param name="Sequence">Its number in the optimization, from 1 and without a gap; 0 before it is stored.</param>
/// <param name="Name">What it is called in the optimization.</param>
/// <param name="Content">What it came to, as JSON.</param>
internal sealed record StoredStep(int Sequence, string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>The step that looks at the held-out cases.</summary>
    public const string Look = "final";
}
