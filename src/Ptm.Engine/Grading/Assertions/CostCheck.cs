using System.Globalization;
using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>cost</c>: the call cost at most <c>threshold</c> USD.</summary>
internal sealed class CostCheck : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        assertion.Threshold is null ? "needs a threshold in USD" : null;

    protected override Verdict Run(CheckInput input) =>
        Compare(input.Grading.Output, input.Assertion.Threshold!.Value, input.Inverted, input.Grading.Provider);

    /// <summary>Why the cost of an output is unknown, and what to do.</summary>
    public static string Unknown(ModelOutput output, string provider) => output.Tokens is null
        ? $"the cost is unknown, because the provider \"{provider}\" told no tokens that it could be reckoned from, and no cost"
        : $"the cost is unknown, because the provider \"{provider}\" has no price; give it input_usd_per_1m and output_usd_per_1m";

    public static Verdict Compare(ModelOutput output, double limit, bool inverted, string provider) => output.CostUsd is not { } known
        ? Verdict.Error(DiagnosticCodes.InputMissing, Unknown(output, provider))
        : Verdict.Of(
            Limits.IsWithin((double)known, limit),
            inverted,
            $"expected {(inverted ? "not " : "")}to cost at most {Usd(limit)} USD, found {Usd((double)known)} USD");

    static string Usd(double amount) => amount.ToString("0.##########", CultureInfo.InvariantCulture);
}
