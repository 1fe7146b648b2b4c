namespace Ptm.Wire;

/// <summary>A list with room beside it, for a page or a count.</summary>
internal sealed record ItemsDocument<T>
{
    public required List<T> Items { get; init; }
}
