using System.Globalization;
using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>cost</c>: the call cost at most <c>threshold</c> USD.</summary>
internal sealed class CostCheck : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        assertion.Threshold is null ? "needs a threshold in USD" : null;

    protected override Verdict Run(CheckInput input) =>
        Compare(input.Grading.Output.CostUsd, input.Assertion.Threshold!.Value, input.Inverted, input.Grading.Provider);

    public static Verdict Compare(decimal? cost, double limit, bool inverted, string provider) => cost is not { } known
        ? Verdict.Error(DiagnosticCodes.InputMissing, $"the cost is unknown, because the provider \"{provider}\" has no price; give it input_usd_per_1m and output_usd_per_1m")
        : Verdict.Of(
            Limits.IsWithin((double)known, limit),
            inverted,
            $"expected {(inverted ? "not " : "")}to cost at most {Usd(limit)} USD, found {Usd((double)known)} USD");

    static string Usd(double amount) => amount.ToString("0.##########", CultureInfo.InvariantCulture);
}
