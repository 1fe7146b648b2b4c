using Ptm.Engine.Library.Sources.Csv;

namespace Ptm.Engine.Tests.Library.Sources;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("a,b\nc,d", "a|b/c|d")]
    [InlineData("a,b\r\nc,d\r\n", "a|b/c|d")]
    [InlineData("a,b\rc,d\r", "a|b/c|d")]
    [InlineData("\"a,1\",\"say \"\"hi\"\"\"\n", "a,1|say \"hi\"")]
    [InlineData("\"two\r\nlines\",x\r\n", "two\r\nlines|x")]
    [InlineData("a \"mid\" b, \"q\" \n", "a \"mid\" b| \"q\" ")]
    [InlineData("a,\n,b\n", "a|/|b")]
    [InlineData(",", "|")]
    [InlineData("\"\"", "")]
    [InlineData("a\n\nb", "a//b")]
    public void Rows_are_read_as_spreadsheets_write_them(string text, string expected) =>
        Assert.Equal(expected, string.Join('/', Rows(text).Select(row => string.Join('|', row.Fields.Select(field => field.Text)))));

    [Fact]
    public void Places_are_those_of_an_editor_behind_a_quoted_line_end()
    {
        List<(int Line, List<CsvField> Fields)> rows = Rows("h1,h2\r\n\"two\r\nlines\",x\r\n  y,z\n");

        Assert.Equal([1, 2, 4], rows.Select(row => row.Line));
        Assert.Equal([(2, 1), (3, 8)], rows[1].Fields.Select(field => (field.Line, field.Column)));
        Assert.Equal([(4, 1), (4, 5)], rows[2].Fields.Select(field => (field.Line, field.Column)));
    }

    [Theory]
    [InlineData("a,b\nx,\"open\ny,z\n", 2, 3, "never closed")]
    [InlineData("a,b\n\"x\"y,z\n", 2, 4, "ends before this place")]
    public void A_quote_that_is_wrong_is_an_error_with_its_place(string text, int line, int column, string message)
    {
        Diagnostic finding = Assert.Throws<PtmException>(() => Rows(text)).Diagnostics[0];

        Assert.Equal((DiagnosticCodes.InvalidSyntax, new SourceLocation("/t.csv", line, column)), (finding.Code, finding.Location));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b;c", ',')]
    [InlineData("a;b", ';')]
    [InlineData("a\tb", '\t')]
    [InlineData("\"a,b\";c", ';')]
    [InlineData("a", ',')]
    [InlineData("sep=;", ';')]
    [InlineData("sep=\t", '\t')]
    public void The_delimiter_is_found_in_the_header(string header, char expected) => Assert.Equal(expected, CsvDelimiter.Of(header));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Rows_do_not_depend_on_where_the_file_is_cut_in_reading(int block)
    {
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i},\"q\"\"{i}\r\nz\",x\r\n"));
        using TextReader reader = new SlowReader(text, block);
        CsvReader csv = new(reader, "/t.csv", ',');
        int count = 0;
        while (csv.Next() is { } row)
        {
            Assert.Equal([$"{count}", $"q\"{count}\r\nz", "x"], row.Fields.Select(field => field.Text));
            Assert.Equal((count * 2) + 1, row.Line);
            count++;
        }

        Assert.Equal(3000, count);
    }

    static List<(int Line, List<CsvField> Fields)> Rows(string text)
    {
        CsvReader csv = new(new StringReader(text), "/t.csv", ',');
        List<(int, List<CsvField>)> rows = [];
        while (csv.Next() is { } row)
        {
            rows.Add((row.Line, [.. row.Fields]));
        }

        return rows;
    }

    /// <summary>Gives a few characters at a time, as a slow disk does.</summary>
    sealed class SlowReader(string text, int block) : StringReader(text)
    {
        public override int Read(Span<char> buffer) => base.Read(buffer[..Math.Min(block, buffer.Length)]);

        public override int Read(char[] buffer, int index, int count) => base.Read(buffer, index, Math.Min(block, count));
    }
}
