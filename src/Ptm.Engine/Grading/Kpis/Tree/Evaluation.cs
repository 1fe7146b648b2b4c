using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis.Tree;

/// <summary>One evaluation of an expression: the figures it reads and what it has done so far.</summary>
internal sealed class Evaluation(KpiSource source, IFigures scope)
{
    public IFigures Scope { get; } = scope;

    public Meter Meter { get; } = new();

    public KpiException Fail(int position, KpiFault fault) => source.Fail(DiagnosticCodes.ExpressionFailed, position, fault.Message);

    /// <summary>Does what may fail at an operator's own place.</summary>
    public TResult At<TResult>(int position, Func<TResult> work)
    {
        try
        {
            return work();
        }
        catch (KpiFault fault)
        {
            throw Fail(position, fault);
        }
    }
}
