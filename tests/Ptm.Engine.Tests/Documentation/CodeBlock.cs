namespace Ptm.Engine.Tests.Documentation;

/// <summary>A fenced block of a document.</summary>
/// <param name="Document">Path of the document, relative to the root.</param>
/// <param name="Line">Line of the opening fence, from 1.</param>
/// <param name="Language">What stands behind the opening fence; empty for nothing.</param>
/// <param name="Text">The lines between the fences.</param>
internal sealed record CodeBlock(string Document, int Line, string Language, string Text)
{
    const string Fence = "```";

    /// <summary>The file that the first line names in a comment, such as <c># prompts/refund.yaml</c>; null when it names none.</summary>
    public string? File => Text.Split('\n')[0] is ['#', ' ', .. var name] && name.EndsWith(".yaml", StringComparison.Ordinal) && !name.Contains(' ', StringComparison.Ordinal) ? name : null;

    public override string ToString() => $"{Document}:{Line}";

    public static IEnumerable<CodeBlock> Of(string document)
    {
        string[] lines = Repository.Read(document).ReplaceLineEndings("\n").Split('\n');
        for (int open = 0; open < lines.Length; open++)
        {
            if (lines[open].StartsWith(Fence, StringComparison.Ordinal))
            {
                int close = Array.IndexOf(lines, Fence, open + 1);
                Assert.True(close > 0, $"{document}:{open + 1}: the block has no end");
                yield return new(document, open + 1, lines[open][Fence.Length..], string.Join('\n', lines[(open + 1)..close]) + "\n");
                open = close;
            }
        }
    }
}
