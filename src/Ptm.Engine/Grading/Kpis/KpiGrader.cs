using System.Numerics;
using Ptm.Engine.Grading.Kpis.Tree;
using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis;

/// <summary>Evaluates a KPI for one case.</summary>
internal static class KpiGrader
{
    // A reason shows the figures that it comes from, and no more than a person reads.
    const int MaxFigures = 6;

    public static KpiResult Grade(KpiDefinition kpi, KpiScope scope)
    {
        if (ScoringValidator.FlawOf(kpi) is { } flaw)
        {
            return Failed(kpi, DiagnosticCodes.InvalidValue, flaw);
        }

        try
        {
            KpiExpression expression = KpiExpression.Parse(kpi.Expression, kpi.ExpressionLocation);
            KpiValue value = expression.Evaluate(scope);
            if (ScoreOf(value) is not { } score)
            {
                return Failed(kpi, DiagnosticCodes.ExpressionFailed, $"the value is {value.Kind}, and a KPI's is a number or a bool, in {Quote.Of(kpi.Expression)}");
            }

            string reason = Describe(kpi, expression, value, score, scope);
            return Result(kpi) with
            {
                Outcome = kpi.Threshold is not { } threshold ? CaseOutcome.Unchecked : Limits.Reaches(score, threshold) ? CaseOutcome.Passed : CaseOutcome.Failed,
                Score = score,
                Reason = reason,
            };
        }
        catch (KpiException error)
        {
            return Failed(kpi, error.Diagnostic.Code, $"{error.InWords}, in {Quote.Of(kpi.Expression)}");
        }
    }

    static double? ScoreOf(KpiValue value) => value switch
    {
        KpiFloat real => Math.Clamp(real.Value, 0, 1) + 0.0,
        _ when Number.TryWhole(value, out BigInteger whole) => whole.Sign > 0 ? 1 : 0,
        _ => null,
    };

    static string Describe(KpiDefinition kpi, KpiExpression expression, KpiValue value, double score, KpiScope scope)
    {
        string cut = Number.ToDouble(Bounded(value)) == score ? "" : $", cut to {Quote.Of(score)}";
        string expected = kpi.Threshold is { } threshold ? $"expected at least {Quote.Of(threshold)}, found " : "";
        string[] figures =
        [
            .. from name in expression.Names.DistinctBy(name => name.Text).Take(MaxFigures)
               let figure = Figure(name, scope)
               where figure is not null
               select $"{name.Text} = {figure}",
        ];
        return $"{expected}{Quote.Cut(value.ToString()!)}{cut}: {Quote.Cut(kpi.Expression)}{(figures.Length == 0 ? "" : $", where {string.Join(", ", figures)}")}";
    }

    // What cannot be a float is beyond 1 or below 0 all the same.
    static KpiValue Bounded(KpiValue value) => value is KpiInt { Value: var whole } ? new KpiInt(BigInteger.Max(-2, BigInteger.Min(2, whole))) : value;

    // A figure in a branch that was not taken may be unknown.
    static string? Figure(Name name, KpiScope scope)
    {
        try
        {
            return name.Text is KpiScope.Metrics or "vars" or "output" ? null : scope.Resolve(name.Text, new Meter()).ToString();
        }
        catch (KpiFault)
        {
            return null;
        }
    }

    static KpiResult Failed(KpiDefinition kpi, string code, string reason) => Result(kpi) with { ErrorCode = code, Reason = reason };

    static KpiResult Result(KpiDefinition kpi) => new()
    {
        Name = kpi.Name,
        Outcome = CaseOutcome.Error,
        Weight = kpi.Weight,
        Threshold = kpi.Threshold,
        Location = kpi.Location,
    };
}
