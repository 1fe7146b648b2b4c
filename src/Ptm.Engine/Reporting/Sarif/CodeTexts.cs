using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Reporting.Sarif;

/// <summary>What each diagnostic code means, in the words of the documentation.</summary>
internal static partial class CodeTexts
{
    static readonly Lazy<FrozenDictionary<string, (string Meaning, string Advice)>> s_texts = new(Read);

    /// <summary>What a code means and what to do, as text without markup; the code itself where it is not known.</summary>
    public static (string Meaning, string Advice) Of(string code) => s_texts.Value.TryGetValue(code, out (string, string) text) ? text : (code, code);

    static FrozenDictionary<string, (string Meaning, string Advice)> Read()
    {
        using Stream stream = typeof(CodeTexts).Assembly.GetManifestResourceStream("Ptm.Engine.Reporting.codes.md")!;
        using StreamReader reader = new(stream);
        Dictionary<string, (string, string)> texts = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            string[] cells = Pipe().Split(line);
            if (cells.Length >= 4 && Code().Match(cells[1]) is { Success: true, Value: var code })
            {
                string meaning = Plain(cells[2]);
                texts[code] = (meaning, cells.Length > 4 && Plain(cells[3]) is { Length: > 0 } advice ? advice : meaning);
            }
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    static string Plain(string markdown) => Link().Replace(markdown, "${text}").Replace("`", "", StringComparison.Ordinal).Replace("\\|", "|", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pipe();

    [GeneratedRegex(@"PTM\d{4}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
