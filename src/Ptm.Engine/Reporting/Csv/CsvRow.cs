using System.Globalization;
using System.Text;

namespace Ptm.Engine.Reporting.Csv;

/// <summary>One row of a CSV that a spreadsheet opens as text, and calculates nothing of.</summary>
internal sealed class CsvRow
{
    // What a cell of the usual spreadsheets holds is 32,767 characters.
    const int MaxLength = 32_000;

    readonly StringBuilder _row = new();
    bool _hasCells;

    /// <summary>A figure of ours, in the invariant culture; null for an empty cell.</summary>
    public void Number(string? figure) => Cell(figure ?? "");

    /// <summary>Text of anybody; null for an empty cell. Cut at a spreadsheet's limit; what it would take for a formula gets an apostrophe in front.</summary>
    public void Text(string? text)
    {
        string shown = Excerpt.Of(text ?? "", MaxLength);
        Cell(IsFormula(shown) ? "'" + shown : shown);
    }

    public string End() => _row.Append("\r\n").ToString();

    void Cell(string text)
    {
        if (_hasCells)
        {
            _row.Append(',');
        }

        _hasCells = true;
        if (text.AsSpan().IndexOfAny("\",\r\n\t") < 0 && !text.StartsWith(' ') && !text.EndsWith(' '))
        {
            _row.Append(text);
            return;
        }

        _row.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    // Spreadsheets differ in what they pass over before a formula, so everything that shows nothing is. The wide signs count as the narrow ones in some languages.
    static bool IsFormula(string text)
    {
        if (text.StartsWith('\t') || text.StartsWith('\n'))
        {
            return true;
        }

        foreach (char letter in text)
        {
            if (!char.IsWhiteSpace(letter) && CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.Format)
            {
                return letter is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠';
            }
        }

        return false;
    }
}
