using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>python</c> and <c>ruby</c>: an expression, a function's body, or a function of a file (<c>get_assert</c>), run by the interpreter of this machine.</summary>
internal sealed class CodeCheck(CodeLanguage language) : Check
{
    static readonly string[] s_parameters = ["output", "context"];

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        !hasValue ? $"needs a value: the {language} to run"
        : value is { ValueKind: not JsonValueKind.String } ? $"needs {language} as a text; put it in quotes or after |"
        : value is { } text && string.IsNullOrWhiteSpace(text.GetString()) ? $"needs {language}, and its value is empty"
        : null;

    public override async ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken)
    {
        string code = input.Value.GetString()!;
        if (CodeReference.IsCode(code))
        {
            return await RunFileAsync(code, input, python: true, cancellationToken).ConfigureAwait(false);
        }

        if (LocalCode.Refusal(input.Grading.Prompt) is { } refusal)
        {
            return Verdict.Error(DiagnosticCodes.InvalidAssertion, refusal);
        }

        // Several lines are a body, one line is an expression; a last line break counts, as in promptfoo.
        string body = code.Contains('\n', StringComparison.Ordinal) ? code
            : language == CodeLanguage.Ruby ? $"return ({code.Trim()})"
            : $"return {code.Trim()}";
        InlineCode inline = new(language, body, s_parameters, LocalCode.Folder(input.Assertion.Location, input.Grading.Prompt), input.Assertion.Location);
        return await CallAsync(
            new CodeCall { Inline = inline, Arguments = Arguments(input) }, input, Quote.Of(code.Trim()), python: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Calls a function of a file and judges by what it returns.</summary>
    public static async ValueTask<Verdict> RunFileAsync(string reference, CheckInput input, bool python, CancellationToken cancellationToken)
    {
        if (LocalCode.Refusal(input.Grading.Prompt) is { } refusal)
        {
            return Verdict.Error(DiagnosticCodes.InvalidAssertion, refusal);
        }

        CodeReference file = CodeReference.TryParse(reference, LocalCode.Folder(input.Assertion.Location, input.Grading.Prompt), input.Assertion.Location)!;
        return await CallAsync(
            new CodeCall { File = file, DefaultFunctions = ["get_assert"], Arguments = Arguments(input), HasProviderObject = true, Fresh = true }, input, file.Name, python, cancellationToken).ConfigureAwait(false);
    }

    static JsonElement[] Arguments(CheckInput input) =>
        [input.Output.Json ?? JsonSerializer.SerializeToElement(input.Text), JsonElement.Parse(ScriptContext.ForAssertion(input, onlyVars: false))];

    static async ValueTask<Verdict> CallAsync(CodeCall call, CheckInput input, string name, bool python, CancellationToken cancellationToken)
    {
        try
        {
            ScriptValue result = ScriptValue.Of(await input.Code.CallAsync(call, cancellationToken).ConfigureAwait(false));
            return CodeResult.Judge(result, input, $"{name} on the output {Quote.Of(input.Text)}", python)
                ?? Verdict.Error(DiagnosticCodes.ScriptFailed, $"the code must return {CodeResult.Wanted}, and {name} returned {Quote.Cut(result.Describe())}");
        }
        catch (PtmException fault)
        {
            return Verdict.Error(fault.Diagnostics[0].Code, fault.Diagnostics[0].Message);
        }
    }
}
