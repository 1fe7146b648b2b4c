using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>javascript</c>: an expression, a function's body, or a function of a file, that returns a boolean, a number, or <c>{pass, score, reason}</c>.</summary>
internal sealed class JavaScriptCheck : Check
{
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
        if (CodeReference.IsCode(code))
        {
            return await CodeCheck.RunFileAsync(code, input, python: false, cancellationToken).ConfigureAwait(false);
        }

        ScriptCall call = new()
        {
            Body = OneLine.BodyOf(code),
            Output = input.Text,
            OutputJson = input.Output.Json,
            Context = () => ScriptContext.ForAssertion(input, ScriptContext.NamesOnlyVars(code)),
            HasProviderObject = true,
        };
        try
        {
            ScriptValue result = await input.Scripts.RunAsync(call, cancellationToken).ConfigureAwait(false);
            string what = $"{Quote.Of(code)} on the output {Quote.Of(input.Text)}";
            return CodeResult.Judge(result, input, what, python: false) ?? NoVerdict(result, code);
        }
        catch (ScriptException error)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"{error.Message} (in {Quote.Of(code)})");
        }
    }

    static Verdict NoVerdict(ScriptValue result, string code)
    {
        string hint = result.Kind == ScriptValueKind.Undefined && code.Contains('\n', StringComparison.Ordinal) ? "; several lines need a return" : "";
        return Verdict.Error(DiagnosticCodes.ScriptFailed, $"the script must return {CodeResult.Wanted}, and {Quote.Of(code)} returned {Quote.Cut(result.Describe())}{hint}");
    }
}
