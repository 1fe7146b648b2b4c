namespace Ptm.Engine.Library.Sources.Csv;

/// <summary>One row, with the place of each field as an editor shows it.</summary>
/// <param name="Line">The line that the row begins in, from 1.</param>
/// <param name="Fields">Its fields; a list that the next row uses again.</param>
internal readonly record struct CsvRow(int Line, IReadOnlyList<CsvField> Fields)
{
    /// <summary>Whether nothing is in it: an empty line, or the commas that a spreadsheet writes for one.</summary>
    public bool IsBlank => Fields.All(item => string.IsNullOrWhiteSpace(item.Text));
}

/// <summary>One field.</summary>
/// <param name="Text">Its text without the quotes around it.</param>
/// <param name="Line">The line that it begins in, from 1.</param>
/// <param name="Column">The column that it begins in, from 1.</param>
internal readonly record struct CsvField(string Text, int Line, int Column);
