namespace Ptm.Engine.Library.Yaml;

/// <summary>A value in a YAML file, with its place. Compact: a file of 10,000 cases has a quarter of a million of these.</summary>
internal abstract class YamlNode(int line, int column)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>What the value is, in words for a message: "a list", "a number".</summary>
    public abstract string Kind { get; }

    public SourceLocation In(string file) => new(file, Line, Column);
}

/// <summary>A scalar: its text, and whether it was written plain (so that <c>true</c> is a bool and <c>"true"</c> is text).</summary>
internal sealed class YamlScalar(string text, bool isPlain, int line, int column) : YamlNode(line, column)
{
    public string Text { get; } = text;

    /// <summary>A plain scalar's type follows YAML 1.2's core schema.</summary>
    public YamlScalarType Type { get; } = isPlain ? YamlCoreSchema.TypeOf(text) : YamlScalarType.Text;

    public override string Kind => Type switch
    {
        YamlScalarType.Null => "nothing",
        YamlScalarType.Boolean => $"the boolean {Text}",
        YamlScalarType.Number => $"the number {Text}",
        _ => "text",
    };
}

internal sealed class YamlSequence(List<YamlNode> items, int line, int column) : YamlNode(line, column)
{
    public List<YamlNode> Items { get; } = items;

    public override string Kind => "a list";
}

internal sealed class YamlMapping(List<YamlEntry> entries, int line, int column) : YamlNode(line, column)
{
    public List<YamlEntry> Entries { get; } = entries;

    public override string Kind => "a mapping";

    public YamlEntry? Find(string key)
    {
        foreach (YamlEntry entry in Entries)
        {
            if (entry.Key.Text == key)
            {
                return entry;
            }
        }

        return null;
    }
}

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value)
{
    /// <summary>Whether the value holds an anchor that an alias outside of the value uses, so that what it says counts elsewhere.</summary>
    public bool IsShared { get; set; }
}
