using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis;

/// <summary>What the names of an expression stand for.</summary>
internal interface IFigures
{
    /// <exception cref="KpiFault">The name is unknown, or what it stands for is.</exception>
    KpiValue Resolve(string name, Meter meter);
}
