namespace Ptm.Engine.Library.Yaml;

/// <summary>Finds where the text of a scalar begins: behind its quote, or in the line below the sign of a block.</summary>
internal static class ScalarStart
{
    /// <summary>The place of the text's first character; of the scalar, where the file does not show it.</summary>
    public static SourceLocation Of(YamlNode node, string path)
    {
        SourceLocation place = node.In(path);
        try
        {
            string[] lines = [.. File.ReadLines(path).Skip(node.Line - 1).Take(2)];
            return lines is [var line, ..] && node.Column <= line.Length ? Of(place, line[node.Column - 1], lines.Length > 1 ? lines[1] : "") : place;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return place;
        }
    }

    static SourceLocation Of(SourceLocation place, char first, string below) => first switch
    {
        '"' or '\'' => place with { Column = place.Column + 1 },
        '|' or '>' => place with { Line = place.Line + 1, Column = below.Length - below.AsSpan().TrimStart(' ').Length + 1 },
        _ => place,
    };
}
