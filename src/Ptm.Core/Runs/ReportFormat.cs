namespace Ptm;

/// <summary>Formats of a run's report.</summary>
public enum ReportFormat
{
    /// <summary>One page that works offline.</summary>
    Html,

    /// <summary>The run file, which every other format can be made from.</summary>
    Json,

    /// <summary>Text that fits a pull request's comment.</summary>
    Markdown,

    /// <summary>A table for a spreadsheet, a row a case.</summary>
    Csv,
}
