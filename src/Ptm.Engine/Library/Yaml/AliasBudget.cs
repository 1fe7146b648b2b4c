namespace Ptm.Engine.Library.Yaml;

/// <summary>
/// Counts what a file holds with its aliases written out. An alias is one node however often it is used, until somebody walks through it:
/// a few lines of aliases of aliases would then be billions of values.
/// </summary>
internal sealed class AliasBudget
{
    public const int MaxNodes = 2_000_000;
    public const int MaxLetters = 64 * 1024 * 1024;

    long _spentNodes;
    long _spentLetters;

    /// <summary>Values read so far, aliases written out.</summary>
    public long Nodes { get; private set; }

    /// <summary>Letters of text read so far, aliases written out.</summary>
    public long Letters { get; private set; }

    /// <summary>Counts what stands in the file itself, which has no limit but the file's size.</summary>
    /// <returns>What was counted before.</returns>
    public (long Nodes, long Letters) Read(long nodes, long letters)
    {
        (long Nodes, long Letters) before = (Nodes, Letters);
        Nodes += nodes;
        Letters += letters;
        return before;
    }

    /// <summary>Counts what an alias stands for; false where it is too much.</summary>
    public bool TrySpend(long nodes, long letters)
    {
        Read(nodes, letters);
        _spentNodes += nodes;
        _spentLetters += letters;
        return _spentNodes <= MaxNodes && _spentLetters <= MaxLetters;
    }
}

/// <summary>What an alias may stand for.</summary>
/// <param name="Node">The node.</param>
/// <param name="Nodes">How many values it holds, aliases inside written out.</param>
/// <param name="Letters">How many letters it holds, aliases inside written out.</param>
/// <param name="Within">The numbers of the entries that it stands in, outermost first.</param>
internal sealed record AnchoredNode(YamlNode Node, long Nodes, long Letters, int[] Within);
