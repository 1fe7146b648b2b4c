using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Grading;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Library.Sources.Csv;

/// <summary>Reads a table of test cases: a row is a case, a column a variable or, by its header, something of promptfoo's.</summary>
internal sealed class CsvTests
{
    readonly FileReading _file;
    readonly CsvReader _reader;
    readonly CsvColumn[] _columns;
    readonly ArrayBufferWriter<byte> _buffer = new(1024);

    CsvTests(FileReading file, CsvReader reader, CsvColumn[] columns)
    {
        _file = file;
        _reader = reader;
        _columns = columns;
    }

    /// <summary>The cases of a file, one in memory at a time.</summary>
    public static IEnumerable<RawTestCase> Read(FileReading file)
    {
        using StreamReader text = SourceText.Open(file.Path);
        if (Open(file, text) is not { } tests)
        {
            yield break;
        }

        while (tests._reader.Next() is { } row)
        {
            if (!row.IsBlank && tests.Case(row) is { } test)
            {
                yield return test;
            }
        }
    }

    static CsvTests? Open(FileReading file, StreamReader text)
    {
        (char delimiter, bool hasHint) = CsvFile.Look(file.Path);
        CsvReader reader = new(text, file.Path, delimiter);
        CsvRow? header = reader.Next();
        while (header is { } first && (first.IsBlank || (hasHint && first.Line == 1)))
        {
            header = reader.Next();
        }

        // As in promptfoo, a file with nothing in it has no cases.
        return header is { } row && Columns(file, row) is { } columns ? new(file, reader, columns) : null;
    }

    static CsvColumn[]? Columns(FileReading file, CsvRow header)
    {
        List<CsvColumn> columns = new(header.Fields.Count);
        Dictionary<string, CsvField> taken = new(StringComparer.Ordinal);
        bool isWrong = false;
        foreach (CsvField field in header.Fields)
        {
            SourceLocation place = new(file.Path, field.Line, field.Column);
            string name = field.Text.Trim();
            if (name.Length > 0 && !taken.TryAdd(name, field))
            {
                file.Report(new(
                    DiagnosticCodes.Duplicate,
                    DiagnosticSeverity.Error,
                    $"The column '{name}' is here a second time; the first is in line {taken[name].Line}, column {taken[name].Column}. One of the two would be lost.",
                    place));
                isWrong = true;
            }

            if (CsvColumn.Read(name, out string? flaw) is { } column)
            {
                // A column without a name is one that a spreadsheet keeps; nothing can refer to it.
                columns.Add(name.Length == 0 ? column with { Kind = CsvColumnKind.Ignored } : column);
            }
            else
            {
                file.Report(new(DiagnosticCodes.HiddenChecks, DiagnosticSeverity.Error, flaw!, place));
                isWrong = true;
            }

            if (name == "__metadata")
            {
                file.Report(new(DiagnosticCodes.PartIgnored, DiagnosticSeverity.Warning, "The column '__metadata' needs a key, such as __metadata:category; it is passed over.", place));
            }
        }

        return isWrong ? null : [.. columns];
    }

    RawTestCase? Case(CsvRow row)
    {
        if (row.Fields.Count != _columns.Length)
        {
            string count = row.Fields.Count == 1 ? "one field" : $"{row.Fields.Count} fields";
            _file.Report(new(
                DiagnosticCodes.InvalidSyntax,
                DiagnosticSeverity.Error,
                $"The row has {count}, and the header has {_columns.Length}. A field with a comma, a quote or a line end in it needs quotes.",
                row.Fields.Count > _columns.Length ? Place(row.Fields[_columns.Length]) : new(_file.Path, row.Line, 1)));
            return null;
        }

        RawTestCase test = new() { Vars = Vars(row), Location = new(_file.Path, row.Line, 1) };
        string? metric = null;
        List<Assertion> assertions = [];
        JsonObject? metadata = null;
        int expectation = 0;
        Dictionary<int, (int Number, Assertion Assertion)>? byNumber = null;
        for (int index = 0; index < _columns.Length; index++)
        {
            CsvField field = row.Fields[index];
            bool isEmpty = string.IsNullOrWhiteSpace(field.Text);
            switch (_columns[index].Kind)
            {
                case CsvColumnKind.Expected when Expectation(field) is { } assertion:
                    (byNumber ??= [])[expectation++] = (assertions.Count, assertion);
                    assertions.Add(assertion);
                    break;
                case CsvColumnKind.Expected:
                    expectation++;
                    break;
                case CsvColumnKind.Description when !isEmpty:
                    test = test with { Description = field.Text };
                    break;
                case CsvColumnKind.Prefix:
                    test = test with { Prefix = field.Text };
                    break;
                case CsvColumnKind.Suffix:
                    test = test with { Suffix = field.Text };
                    break;
                case CsvColumnKind.Metric when !isEmpty:
                    metric = field.Text;
                    break;
                case CsvColumnKind.Threshold when !isEmpty:
                    test = test with { Threshold = Number(field) };
                    break;
                case CsvColumnKind.ProviderOutput when !isEmpty:
                    test = test with { Setup = new() { ProviderOutput = JsonSerializer.SerializeToElement(field.Text) } };
                    break;
                case CsvColumnKind.Metadata when !isEmpty:
                    (metadata ??= [])[_columns[index].Name] = field.Text;
                    break;
                case CsvColumnKind.MetadataList when !isEmpty:
                    (metadata ??= [])[_columns[index].Name] = new JsonArray([.. Items(field.Text)]);
                    break;
            }
        }

        for (int index = 0; index < _columns.Length; index++)
        {
            if (_columns[index].Kind == CsvColumnKind.ExpectedThreshold && !string.IsNullOrWhiteSpace(row.Fields[index].Text)
                && byNumber is not null && byNumber.TryGetValue(_columns[index].Number, out (int At, Assertion Assertion) found))
            {
                assertions[found.At] = found.Assertion with { Threshold = Number(row.Fields[index]) };
            }
        }

        return test with
        {
            Assertions = metric is null ? assertions : [.. assertions.Select(assertion => assertion with { Metric = metric })],
            Metadata = metadata is null ? null : JsonSerializer.SerializeToElement(metadata),
        };
    }

    // A comma behind a backslash belongs to its item.
    static IEnumerable<JsonNode?> Items(string text) => text.Replace("\\,", "\0", StringComparison.Ordinal).Split(',').Select(item => (JsonNode?)item.Trim().Replace('\0', ','));

    Assertion? Expectation(CsvField field)
    {
        try
        {
            Assertion? assertion = ExpectedCell.Read(field.Text, Place(field));
            if (assertion is null)
            {
                return null;
            }

            foreach (Diagnostic finding in Grader.Validate(assertion))
            {
                _file.Report(finding);
            }

            if (assertion.Type is "javascript" or "not-javascript")
            {
                ScriptSandbox.Expect();
            }

            return assertion;
        }
        catch (PtmException e)
        {
            _file.Report(e.Diagnostics[0]);
            return null;
        }
    }

    double? Number(CsvField field)
    {
        if (double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0 && double.IsFinite(number))
        {
            return number;
        }

        _file.Report(new(
            DiagnosticCodes.InvalidValue,
            DiagnosticSeverity.Error,
            $"'{field.Text}' is no threshold; a number of 0 or more is, with a point for the decimals.",
            Place(field)));
        return null;
    }

    JsonElement Vars(CsvRow row)
    {
        _buffer.ResetWrittenCount();
        using (Utf8JsonWriter writer = new(_buffer))
        {
            writer.WriteStartObject();
            for (int index = 0; index < _columns.Length; index++)
            {
                if (_columns[index].Kind == CsvColumnKind.Variable)
                {
                    writer.WriteString(_columns[index].Name, row.Fields[index].Text);
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(_buffer.WrittenSpan);
    }

    SourceLocation Place(CsvField field) => new(_file.Path, field.Line, field.Column);
}
