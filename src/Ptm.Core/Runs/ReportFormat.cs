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

    /// <summary>SARIF 2.1.0, for code scanning and editors: a result for each case that did not pass, at its line.</summary>
    Sarif,

    /// <summary>JUnit's XML, for build services that show tests: a suite a prompt, a test a case.</summary>
    JUnit,
}
