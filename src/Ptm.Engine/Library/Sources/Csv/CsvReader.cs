using System.Text;

namespace Ptm.Engine.Library.Sources.Csv;

/// <summary>Reads rows as RFC 4180 and spreadsheets write them, one at a time: quoted fields with line ends in them, lines ending in any way, an unquoted field with quotes inside.</summary>
internal sealed class CsvReader(TextReader reader, string path, char delimiter, int firstLine = 1)
{
    // A quote that is never closed would otherwise take the rest of a large file into memory.
    const int MaxField = 16 * 1024 * 1024;

    readonly List<CsvField> _fields = [];
    readonly StringBuilder _text = new();
    readonly char[] _buffer = new char[16 * 1024];
    int _at;
    int _end;
    int _line = firstLine;
    int _column = 1;

    /// <summary>The next row; null at the end.</summary>
    /// <exception cref="PtmException">PTM3002: a quote is not closed; PTM3008: a field is too long.</exception>
    public CsvRow? Next()
    {
        if (Peek() < 0)
        {
            return null;
        }

        _fields.Clear();
        int start = _line;
        while (true)
        {
            Field();
            int sign = Peek();
            if (sign == delimiter)
            {
                Take();
                continue;
            }

            if (sign >= 0 && Take() == '\r' && Peek() == '\n')
            {
                Take();
            }

            return new(start, _fields);
        }
    }

    void Field()
    {
        int line = _line;
        int column = _column;
        _text.Clear();
        if (Peek() == '"')
        {
            Quoted(line, column);
        }

        for (int sign = Peek(); sign >= 0 && sign != delimiter && sign is not ('\n' or '\r'); sign = Peek())
        {
            Append((char)Take(), line, column);
        }

        _fields.Add(new(_text.ToString(), line, column));
    }

    void Quoted(int line, int column)
    {
        Take();
        while (true)
        {
            int sign = Peek();
            if (sign < 0)
            {
                throw Error(DiagnosticCodes.InvalidSyntax, "The quote that opens here is never closed. A quote inside a quoted field is written twice.", line, column);
            }

            Take();
            if (sign != '"')
            {
                Append((char)sign, line, column);
            }
            else if (Peek() == '"')
            {
                Take();
                Append('"', line, column);
            }
            else
            {
                Blanks();
                if (Peek() is var next && (next < 0 || next == delimiter || next is '\n' or '\r'))
                {
                    return;
                }

                throw Error(DiagnosticCodes.InvalidSyntax, "The field in quotes ends before this place, and more text follows. A quote inside a quoted field is written twice.", _line, _column);
            }
        }
    }

    // A space behind the closing quote is seen by nobody, and meant by nobody.
    void Blanks()
    {
        while (Peek() is var next && next is ' ' or '\t' && next != delimiter)
        {
            Take();
        }
    }

    void Append(char letter, int line, int column)
    {
        _text.Append(letter);
        if (_text.Length > MaxField)
        {
            throw Error(DiagnosticCodes.LimitExceeded, $"The field that begins here is longer than {MaxField} characters.", line, column);
        }
    }

    int Peek()
    {
        if (_at == _end)
        {
            _end = reader.Read(_buffer);
            _at = 0;
        }

        return _end == 0 ? -1 : _buffer[_at];
    }

    // A line end of two characters is taken as one step, and stays two in the text of a quoted field.
    int Take()
    {
        char letter = _buffer[_at++];
        if (letter == '\n' || (letter == '\r' && Peek() != '\n'))
        {
            _line++;
            _column = 1;
        }
        else if (letter != '\r')
        {
            _column++;
        }

        return letter;
    }

    PtmException Error(string code, string message, int line, int column) =>
        new(new Diagnostic(code, DiagnosticSeverity.Error, message, new(path, line, column)));
}
