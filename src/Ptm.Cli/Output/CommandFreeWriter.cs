using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Ptm.Cli.Output;

/// <summary>
/// Text in which a build service finds no command: a model's answer may hold <c>##vso[task.setvariable …]</c>, which Azure DevOps obeys wherever it stands in a line,
/// or <c>::add-mask::</c> at the start of one, which GitHub obeys.
/// </summary>
internal sealed partial class CommandFreeWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    [AllowNull]
    public override string NewLine
    {
        get => inner.NewLine;
        set => inner.NewLine = value;
    }

    public override void Write(char value) => inner.Write(value);

    public override void Write(string? value) => inner.Write(Harmless(value));

    public override void WriteLine() => inner.WriteLine();

    public override void WriteLine(string? value) => inner.WriteLine(Harmless(value));

    public override void Flush() => inner.Flush();

    /// <summary>The text with a space in each sign that begins a command.</summary>
    public static string? Harmless(string? text) => text is null ? null
        : LineStart().Replace(text, "${start}: :")
            .Replace("##vso[", "# #vso[", StringComparison.OrdinalIgnoreCase)
            .Replace("##[", "# #[", StringComparison.Ordinal);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // A line break may also be one of JSON, which another program will write out.
    [GeneratedRegex(@"(?<start>(?:^|\\[nr])[^\S\n]*)::", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LineStart();
}
