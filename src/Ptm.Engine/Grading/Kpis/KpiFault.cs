namespace Ptm.Engine.Grading.Kpis;

/// <summary>A failure below the level that knows its place; the expression around it turns it into a <see cref="KpiException"/>.</summary>
internal sealed class KpiFault(string message) : InvalidOperationException(message);
