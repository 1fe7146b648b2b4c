namespace Ptm.Engine.Reporting.Csv;

/// <summary>A run as a table.</summary>
internal sealed class CsvReport(RunResult run, PlaceNames places)
{
    readonly CsvTable _table = new(
        run.Results.SelectMany(result => result.Metrics).Select(metric => metric.Name),
        run.Results.SelectMany(result => result.Kpis).Select(kpi => kpi.Name),
        places);

    public IEnumerable<string> Pieces() => run.Results.Select(_table.Row).Prepend(_table.Head());
}
