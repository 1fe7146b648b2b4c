using System.Globalization;
using System.Net;
using System.Text;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>Finds a judge's object word for word in what it was given to grade: then it was planted there, and the judge only repeats it.</summary>
internal static class PlantedText
{
    /// <param name="verdict">The object as the judge wrote it.</param>
    /// <param name="graded">The texts that were graded.</param>
    public static bool IsIn(string verdict, IEnumerable<string> graded)
    {
        string wanted = Plain(verdict);
        return graded.Any(text => text.Length >= wanted.Length && Plain(text).Contains(wanted, StringComparison.OrdinalIgnoreCase));
    }

    // Without white space, backslashes and escapes, so that no level of quoting hides it.
    static string Plain(string text)
    {
        text = text.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : text;
        StringBuilder plain = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                if (i + 5 < text.Length && text[i + 1] == 'u' && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
                {
                    plain.Append((char)code);
                    i += 5;
                }
                else if (i + 1 < text.Length && text[i + 1] is 'n' or 'r' or 't')
                {
                    i++;
                }
            }
            else if (!char.IsWhiteSpace(text[i]))
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }
}
