namespace Ptm.Engine.Grading.Kpis;

/// <summary>An expression that does not parse (PTM3011) or has no value (PTM4011), with the place in the user's file.</summary>
internal sealed class KpiException(Diagnostic diagnostic) : PtmException(diagnostic)
{
    /// <summary>The one finding.</summary>
    public Diagnostic Diagnostic => Diagnostics[0];

    /// <summary>The message with its place in words; the file is told by the KPI's own place.</summary>
    public string InWords => $"{Diagnostic.Message} (line {Diagnostic.Location!.Line}, column {Diagnostic.Location.Column})";
}
