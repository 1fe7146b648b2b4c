using Ptm.Engine.Code;

namespace Ptm.Engine.Library.Sources.Csv;

/// <summary>Finds out what separates the fields of a file.</summary>
internal static class CsvDelimiter
{
    const string Variable = "PROMPTFOO_CSV_DELIMITER";

    /// <summary>
    /// What the environment says, else what Excel's first line <c>sep=;</c> says, else the comma if the header has one,
    /// else a semicolon or a tab, which spreadsheets of other languages write.
    /// </summary>
    public static char Of(string header)
    {
        if (ReadVariables.Get(Variable) is { Length: 1 } told)
        {
            return told[0];
        }

        if (IsHint(header))
        {
            return header[4];
        }

        bool isQuoted = false;
        char other = ',';
        foreach (char letter in header)
        {
            switch (letter)
            {
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ',' when !isQuoted:
                    return ',';
                case ';' or '\t' when !isQuoted && other == ',':
                    other = letter;
                    break;
            }
        }

        return other;
    }

    /// <summary>Whether a line tells Excel the delimiter and is no header.</summary>
    public static bool IsHint(string line) => line is ['s', 'e', 'p', '=', not '"'];
}
