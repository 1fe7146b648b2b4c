using System.Globalization;

namespace Ptm.Xunit.Discovery;

/// <summary>What a theory's cases have to reach together, as its attribute says it.</summary>
internal static class TheoryGate
{
    /// <summary>Whether the theory has a gate.</summary>
    public static bool IsOn(PtmPromptTheoryAttribute theory) => theory.Baseline is not null || theory.MinPassRateOrNull is not null;

    /// <exception cref="PtmException">PTM3004: a value of the attribute is out of range, or stands for nothing.</exception>
    public static void RefuseWrong(PtmPromptTheoryAttribute theory)
    {
        if (theory.SamplesOrNull < 1)
        {
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{nameof(theory.Samples)} takes 1 or more, and this is {theory.Samples}."));
        }

        if (theory.MinPassRateOrNull is { } rate && double.IsNaN(rate))
        {
            throw Wrong($"{nameof(theory.MinPassRate)} takes 0 to 1, and this is NaN.");
        }

        if (!double.IsNaN(theory.Threshold) && theory.Threshold is not (>= 0 and <= 1))
        {
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{nameof(theory.Threshold)} takes 0 to 1, and this is {theory.Threshold}."));
        }

        if (!IsOn(theory) && (!double.IsNaN(theory.Confidence) || theory.OnInconclusive != GateInconclusive.Warn))
        {
            throw Wrong($"{nameof(theory.Confidence)} and {nameof(theory.OnInconclusive)} are about {nameof(theory.MinPassRate)} or {nameof(theory.Baseline)}, and neither is set.");
        }

        _ = Of(theory, null);
    }

    /// <summary>The gate with its baseline, which is read now.</summary>
    /// <param name="theory">The theory.</param>
    /// <param name="folder">The folder that the baseline's path is relative to.</param>
    /// <exception cref="PtmException">The baseline cannot be read.</exception>
    public static Gate Read(PtmPromptTheoryAttribute theory, string folder) =>
        Of(theory, theory.Baseline is { } path ? Baseline.Read(Path.GetFullPath(path, folder)) : null);

    static Gate Of(PtmPromptTheoryAttribute theory, Baseline? baseline)
    {
        try
        {
            Gate gate = new()
            {
                MinPassRate = theory.MinPassRateOrNull,
                Baseline = baseline,
                Confidence = OrNull(theory.Confidence),
            };
            return theory.OnInconclusiveOrNull is { } action ? gate with { OnInconclusive = action } : gate;
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{e.Message.Split(" (Parameter", 2)[0].TrimEnd('.')}, and this is {e.ActualValue}."));
        }
    }

    static double? OrNull(double value) => double.IsNaN(value) ? null : value;

    static PtmException Wrong(string message) => new(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, $"[PtmPromptTheory]: {message}"));
}
