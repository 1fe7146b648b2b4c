using System.Text.Json;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>javascript</c>: an expression or a function's body that returns a boolean, a number, or <c>{pass, score, reason}</c>.</summary>
internal sealed class JavaScriptCheck : Check
{
    const string Wanted = "a boolean, a number, or {pass: boolean, score: number, reason: string}";

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: the JavaScript to run";
        }

        return value switch
        {
            null => null,
            { ValueKind: not JsonValueKind.String } => "needs JavaScript as a text; put it in quotes or after |",
            { } text => string.IsNullOrWhiteSpace(text.GetString()) ? "needs JavaScript, and its value is empty" : null,
        };
    }

    public override async ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken)
    {
        // The end is trimmed, and the start is not: a block scalar's last line break makes no second line, as in promptfoo.
        string code = input.Value.GetString()!.TrimEnd();
        ScriptCall call = new()
        {
            Body = ScriptCall.BodyOf(code),
            Output = input.Text,
            OutputJson = input.Output.Json,
            Context = () => ScriptContext.ForAssertion(input, ScriptContext.NamesOnlyVars(code)),
        };
        try
        {
            ScriptValue result = await input.Scripts.RunAsync(call, cancellationToken).ConfigureAwait(false);
            return Judge(result, input, code);
        }
        catch (ScriptException error)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"{error.Message} (in {Quote.Of(code)})");
        }
    }

    static Verdict Judge(ScriptValue result, CheckInput input, string code)
    {
        string what = $"{Quote.Of(code)} on the output {Quote.Of(input.Text)}";
        switch (result.Kind)
        {
            case ScriptValueKind.Boolean:
                return Verdict.Of(result.Boolean, input.Inverted, $"{input.Expected}true from {what}, found {result.Describe()}");

            case ScriptValueKind.Number when double.IsFinite(result.Number):
                double limit = input.Assertion.Threshold ?? 0;
                bool reaches = input.Assertion.Threshold is null ? result.Number > 0 : Limits.Reaches(result.Number, limit);
                string wanted = input.Assertion.Threshold is null ? "a score above 0" : $"a score of at least {Quote.Of(limit)}";
                return Scored(reaches, result.Number, input, $"{input.Expected}{wanted} from {what}, found {Quote.Of(result.Number)}");

            case ScriptValueKind.Object when Graded(result.Json) is { } graded:
                return Scored(graded.Pass, graded.Score, input, graded.Reason.Length > 0
                    ? Quote.Cut(graded.Reason)
                    : $"{input.Expected}a pass from {what}, found {(graded.Pass ? "a pass" : "none")}");

            default:
                string hint = result.Kind == ScriptValueKind.Undefined && code.Contains('\n', StringComparison.Ordinal)
                    ? "; several lines need a return"
                    : "";
                return Verdict.Error(DiagnosticCodes.ScriptFailed, $"the script must return {Wanted}, and {Quote.Of(code)} returned {Quote.Cut(result.Describe())}{hint}");
        }
    }

    /// <summary>The score is the script's whichever way the verdict goes, as in promptfoo; what lies outside 0 to 1 is cut to it.</summary>
    static Verdict Scored(bool pass, double score, CheckInput input, string reason)
    {
        double cut = Math.Clamp(score, 0, 1);
        return new Verdict(pass != input.Inverted, cut, cut == score ? reason : $"{reason} (the score {Quote.Of(score)} counts as {Quote.Of(cut)})");
    }

    static (bool Pass, double Score, string Reason)? Graded(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("pass", out JsonElement pass) && pass.ValueKind is JsonValueKind.True or JsonValueKind.False
        && json.TryGetProperty("score", out JsonElement score) && score.ValueKind == JsonValueKind.Number
        && json.TryGetProperty("reason", out JsonElement reason) && reason.ValueKind == JsonValueKind.String
            ? (pass.GetBoolean(), score.GetDouble(), reason.GetString()!)
            : null;
}
