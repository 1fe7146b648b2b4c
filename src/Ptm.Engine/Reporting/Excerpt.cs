using System.Globalization;
using System.Text;

namespace Ptm.Engine.Reporting;

/// <summary>The beginning of a long text, fit for a terminal and for XML reports.</summary>
internal static class Excerpt
{
    /// <summary>
    /// At most about <paramref name="maxLength"/> characters of <paramref name="text"/>, cut between two characters that a reader sees, with the number of those left out.
    /// Lines end in a line feed; other control characters become <c>\uXXXX</c>.
    /// </summary>
    public static string Of(string text, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder excerpt = new(Math.Min(text.Length, maxLength) + 32);
        int position = 0;
        while (position < text.Length)
        {
            int length = StringInfo.GetNextTextElementLength(text, position);
            if (position + length > maxLength)
            {
                return excerpt.Append(CultureInfo.InvariantCulture, $"… ({text.Length - position:N0} more characters)").ToString();
            }

            Append(excerpt, text.AsSpan(position, length));
            position += length;
        }

        return excerpt.ToString();
    }

    static void Append(StringBuilder excerpt, ReadOnlySpan<char> element)
    {
        if (element is "\n" or "\r\n" or "\r")
        {
            excerpt.Append('\n');
            return;
        }

        while (!element.IsEmpty)
        {
            bool isWhole = Rune.DecodeFromUtf16(element, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (isWhole && (rune.Value == '\t' || (!Rune.IsControl(rune) && (rune.Value & 0xFFFE) != 0xFFFE)))
            {
                excerpt.Append(element[..length]);
            }
            else
            {
                foreach (char unit in element[..length])
                {
                    excerpt.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
                }
            }

            element = element[length..];
        }
    }
}
