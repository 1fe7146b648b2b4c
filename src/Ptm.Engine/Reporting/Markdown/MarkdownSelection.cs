namespace Ptm.Engine.Reporting.Markdown;

/// <summary>Of a large run's results, those that a comment has room for: it is full long before this many of a kind.</summary>
internal sealed class MarkdownSelection
{
    // The shortest row of the table has more than 30 bytes.
    const int MostOfAKind = MarkdownReport.MaxBytes / 30;

    readonly Dictionary<CaseOutcome, int> _shown = [];

    public bool Shows(CaseResult result)
    {
        int shown = _shown[result.Outcome] = _shown.GetValueOrDefault(result.Outcome) + 1;
        return shown <= MostOfAKind;
    }
}
