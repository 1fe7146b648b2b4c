using System.Globalization;

namespace Ptm.Engine.Reporting;

/// <summary>The figures of a named metric as people read them.</summary>
internal static class MetricText
{
    const double Longest = 1e12;

    public static string Value(NamedMetric metric) => metric.Value is { } value ? Figure(value) : "unknown";

    /// <summary>The most that the value can be; nothing for a derived one, which has no such limit.</summary>
    public static string Most(NamedMetric metric) => metric.IsDerived ? "" : Figure(metric.Weight);

    /// <summary>The value's share of the most it can be; nothing where it has none.</summary>
    public static string Share(NamedMetric metric) => metric is { IsDerived: false, Value: { } value, Weight: > 0 } ? FigureText.PassRate(value / metric.Weight) : "";

    static string Figure(double value) => value.ToString(Math.Abs(value) < Longest ? "0.###" : "G6", CultureInfo.InvariantCulture);
}
