using System.Globalization;
using System.Text;

namespace Ptm;

/// <summary>How a case is called in messages and test lists: one line, cut at a length, without characters that break reports.</summary>
public static class CaseName
{
    const int MaxLength = 120;

    /// <summary>Prompt and case, such as <c>support.refund "answers politely"</c>.</summary>
    public static string Of(CaseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Of(result.PromptId, result.Id, result.Description);
    }

    /// <summary>Prompt and case, such as <c>support.refund "answers politely"</c>; a case without description is called by its id.</summary>
    public static string Of(string promptId, string caseId, string description)
    {
        string name = OneLine(description);
        return $"{OneLine(promptId)} \"{(name.Length == 0 ? OneLine(caseId) : name)}\"";
    }

    /// <summary>
    /// <paramref name="text"/> on one line: runs of white space become one space, control characters, lone surrogates and non-characters
    /// become <c>\uXXXX</c>, as do those that reorder what follows, and what is longer than <paramref name="maxLength"/> characters is cut between two characters a reader sees.
    /// </summary>
    public static string OneLine(string text, int maxLength = MaxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length < maxLength && IsPlain(text))
        {
            return text;
        }

        StringBuilder line = new(Math.Min(text.Length, maxLength) + 8);
        bool space = false;
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            string element = elements.GetTextElement();
            if (char.IsWhiteSpace(element[0]))
            {
                space = line.Length > 0;
                continue;
            }

            string safe = Escape(element);
            if (line.Length + safe.Length + (space ? 1 : 0) > maxLength - 1)
            {
                return line.Append('…').ToString();
            }

            if (space)
            {
                line.Append(' ');
                space = false;
            }

            line.Append(safe);
        }

        return line.ToString();
    }

    // Words of printable ASCII, one space between them: nothing to do.
    static bool IsPlain(string text)
    {
        char before = ' ';
        foreach (char unit in text)
        {
            if (unit is < ' ' or > '~' || (unit == ' ' && before == ' '))
            {
                return false;
            }

            before = unit;
        }

        return text.Length == 0 || before != ' ';
    }

    static string Escape(string element)
    {
        foreach (Rune rune in element.EnumerateRunes())
        {
            // An unpaired surrogate enumerates as U+FFFD; escaping that too keeps the test simple and the text well-formed.
            if (Rune.IsControl(rune) || IsReordering(rune.Value) || rune == Rune.ReplacementChar || (rune.Value & 0xFFFE) == 0xFFFE)
            {
                return string.Concat(element.Select(unit => char.IsControl(unit) || char.IsSurrogate(unit) || IsReordering(unit) || unit >= '\uFFFD'
                    ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}")
                    : unit.ToString()));
            }
        }

        return element;
    }

    // Bidirectional overrides, embeddings and isolates: one left open turns the rest of a report's line around.
    static bool IsReordering(int value) => value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
