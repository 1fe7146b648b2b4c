using System.Globalization;
using System.Net;
using System.Text;

namespace Ptm.Engine.Reporting.Markdown;

/// <summary>
/// Text of anybody as code, which is the one place where Markdown makes no link, image, mention, reference, emoji or markup of it.
/// </summary>
internal static class MarkdownText
{
    const int MaxName = 120;

    /// <summary>A code span of one line.</summary>
    public static string Code(string text, int maxLength = MaxName)
    {
        string line = CaseName.OneLine(text, maxLength);
        if (line.Length == 0)
        {
            return "";
        }

        string fence = new('`', LongestRun(line) + 1);
        // A space beside a backtick is stripped by the reader again, one on each side.
        string pad = line.StartsWith('`') || line.EndsWith('`') ? " " : "";
        return fence + pad + line + pad + fence;
    }

    /// <summary>A code span in a cell of a table, where nothing can escape a pipe in every reader: it shows as a broken bar.</summary>
    public static string Cell(string text, int maxLength = MaxName) => Code(text.Replace('|', '¦'), maxLength);

    /// <summary>Code within a line of HTML, such as a summary.</summary>
    public static string Html(string text, int maxLength = MaxName) => $"<code>{WebUtility.HtmlEncode(CaseName.OneLine(text, maxLength))}</code>";

    /// <summary>A fenced block of several lines, cut at a length.</summary>
    public static string Block(string text, int maxLength)
    {
        string shown = WithoutReordering(Excerpt.Of(text, maxLength));
        string fence = new('`', Math.Max(3, LongestRun(shown) + 1));
        return $"{fence}text\n{shown}\n{fence}\n";
    }

    // An override left open would turn the rest of the comment around.
    static string WithoutReordering(string text)
    {
        if (!text.Any(IsReordering))
        {
            return text;
        }

        StringBuilder plain = new(text.Length + 16);
        foreach (char letter in text)
        {
            _ = IsReordering(letter) ? plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}") : plain.Append(letter);
        }

        return plain.ToString();
    }

    static bool IsReordering(char letter) => letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';

    static int LongestRun(string text)
    {
        int longest = 0;
        int run = 0;
        foreach (char letter in text)
        {
            run = letter == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
