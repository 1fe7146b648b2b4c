using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ptm.Engine.Library.Writing;

/// <summary>Puts another text in the place of one scalar of a YAML file, and touches nothing else.</summary>
/// <param name="yaml">The file's text.</param>
/// <param name="scalar">The scalar, as the parser found it.</param>
/// <param name="indent">How far lines of a block in its place are indented.</param>
internal sealed class ScalarEdit(string yaml, Scalar scalar, int indent)
{
    readonly string _newLine = yaml.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    int Start => (int)scalar.Start.Index;

    bool IsBlock => scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded;

    /// <summary>The file with the text in the scalar's place, the likest to how it was written first. Not each of them has to read as the text.</summary>
    public IEnumerable<string> With(string text)
    {
        if (IsBlock)
        {
            if (CanBeBlock(text))
            {
                yield return WithBlock(text);
            }

            yield return WithQuotedBlock(text);
            yield break;
        }

        string? same = scalar.Style switch
        {
            ScalarStyle.Plain when !text.Contains('\n', StringComparison.Ordinal) => text,
            ScalarStyle.SingleQuoted when !text.Contains('\n', StringComparison.Ordinal) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            ScalarStyle.DoubleQuoted => Quoted(text),
            _ => null,
        };
        int end = (int)scalar.End.Index;
        if (same is not null)
        {
            yield return Replaced(Start, end, same);
        }

        if (CanBeBlock(text))
        {
            int lineEnd = EndOfLine(end);
            yield return Replaced(Start, NextLine(lineEnd), $"{Header(text)}{yaml[end..lineEnd].TrimEnd()}{_newLine}{Lines(text, indent)}");
        }

        yield return Replaced(Start, end, Quoted(text));
    }

    string WithBlock(string text)
    {
        (int header, int end, int depth) = Block(KeepsEnd(text));
        return Replaced(Start, end, $"{Header(text)}{RestOfHeader(header)}{_newLine}{Lines(text, depth)}");
    }

    // A block becomes a text between quotes only where no block can hold the new text.
    string WithQuotedBlock(string text)
    {
        (int header, int end, _) = Block(keepsEnd: false);
        return Replaced(Start, end, Quoted(text) + RestOfHeader(header) + _newLine);
    }

    // What stands behind the block's sign and its marks: a comment.
    string RestOfHeader(int header) => yaml[(Start + 1)..header].TrimStart("+-0123456789".ToCharArray());

    // Where the header's line ends, where the last line of the block ends, and how far it is indented. Empty lines behind it are no part of it, unless they count.
    (int Header, int End, int Depth) Block(bool keepsEnd)
    {
        int header = EndOfLine(Start);
        int depth = int.MaxValue;
        int end = NextLine(header);
        int floor = -1;
        bool countsEmpty = keepsEnd || yaml[Start..header].Split('#')[0].Contains('+', StringComparison.Ordinal);
        for (int at = end; at < yaml.Length; at = NextLine(EndOfLine(at)))
        {
            int lineEnd = EndOfLine(at);
            ReadOnlySpan<char> line = yaml.AsSpan(at, lineEnd - at);
            int spaces = line.Length - line.TrimStart(' ').Length;
            if (line.TrimStart(" \t\r").IsEmpty)
            {
                end = countsEmpty ? NextLine(lineEnd) : end;
                continue;
            }

            if (floor < 0)
            {
                floor = IndentOfOwner() + 1;
            }

            if (spaces < floor || (depth != int.MaxValue && spaces < depth && !HasDepth(header)))
            {
                break;
            }

            depth = Math.Min(depth, spaces);
            end = NextLine(lineEnd);
        }

        return (header, end, depth == int.MaxValue ? indent : depth);
    }

    // A block says its depth where its first line begins with a space.
    bool HasDepth(int header) => yaml[Start..header].Split('#')[0].Any(char.IsAsciiDigit);

    int IndentOfOwner() => indent - 2;

    static bool CanBeBlock(string text) =>
        text.Length > 0 && text[0] is not (' ' or '\n' or '\t') && text.AsSpan().Trim('\n').Length > 0
        && !text.Split('\n').Any(line => line.StartsWith('\t'))
        && text.All(character => character is '\n' or '\t' || !YamlScalarText.NeedsEscape(character));

    static bool KeepsEnd(string text) => text.EndsWith("\n\n", StringComparison.Ordinal);

    static string Header(string text) => KeepsEnd(text) ? "|+" : text.EndsWith('\n') ? "|" : "|-";

    string Lines(string text, int depth)
    {
        StringBuilder lines = new();
        foreach (string line in (text.EndsWith('\n') ? text[..^1] : text).Split('\n'))
        {
            lines.Append(' ', line.Length == 0 ? 0 : depth).Append(line).Append(_newLine);
        }

        return lines.ToString();
    }

    static string Quoted(string text)
    {
        StringBuilder quoted = new();
        YamlScalarText.AppendQuoted(quoted, text);
        return quoted.ToString();
    }

    string Replaced(int start, int end, string by)
    {
        string head = yaml[..start];
        string tail = yaml[end..];

        // A file without a last line break stays one.
        return tail.Length == 0 && !yaml.EndsWith('\n') && by.EndsWith('\n') ? head + by[..^_newLine.Length] : head + by + tail;
    }

    int EndOfLine(int at) => yaml.IndexOf('\n', at) is var found and >= 0 ? (found > at && yaml[found - 1] == '\r' ? found - 1 : found) : yaml.Length;

    int NextLine(int endOfLine) => yaml.IndexOf('\n', endOfLine) is var found and >= 0 ? found + 1 : yaml.Length;
}
