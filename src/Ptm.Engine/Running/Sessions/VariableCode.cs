using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Running.Sessions;

/// <summary>Calls the files of code that a config's variables name: a function of the variable's name, the prompt, the other variables and the provider, which returns <c>{ output }</c> or <c>{ error }</c>.</summary>
internal sealed class VariableCode(CodeRunner runner)
{
    /// <summary>The case with what the code returned in the place of the files.</summary>
    /// <exception cref="PtmException">The code failed, or returned neither.</exception>
    public async Task<TestCase> CallAsync(PlannedCase planned, TestCase test, CancellationToken cancellationToken)
    {
        if (!planned.Prompt.IsPromptfoo || planned.Prompt.Location is null)
        {
            return test;
        }

        Dictionary<string, JsonElement>? vars = null;
        foreach (JsonProperty property in test.Vars.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String && property.Value.GetString() is { } text && CodeReference.IsCode(text))
            {
                vars ??= test.Vars.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
                vars[property.Name] = await CallAsync(LocalCode.Parse(text, planned.Prompt, test.Location), property.Name, planned, test, cancellationToken).ConfigureAwait(false);
            }
        }

        return vars is null ? test : test with { Vars = JsonSerializer.SerializeToElement(vars) };
    }

    async Task<JsonElement> CallAsync(CodeReference code, string name, PlannedCase planned, TestCase test, CancellationToken cancellationToken)
    {
        JsonElement[] arguments =
        [
            JsonSerializer.SerializeToElement(name),
            JsonSerializer.SerializeToElement(planned.Prompt.Text ?? ""),
            test.Vars,
            JsonSerializer.SerializeToElement(planned.Provider),
        ];
        JsonElement answer = await runner.CallAsync(
            new CodeCall { File = code, DefaultFunctions = ["get_var"], Arguments = code.Language == CodeLanguage.JavaScript ? arguments : arguments[..3], Fresh = true },
            cancellationToken).ConfigureAwait(false);
        return answer.ValueKind != JsonValueKind.Object ? throw Wrong("returned neither 'output' nor 'error'")
            : answer.TryGetProperty("error", out JsonElement error) && error.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? throw Wrong($"says: {error}")
            : answer.TryGetProperty("output", out JsonElement output) ? output
            : throw Wrong("returned neither 'output' nor 'error'");

        PtmException Wrong(string what) => Fault.Of(DiagnosticCodes.ScriptFailed, $"{code.Name} for the variable '{name}' {what}.", test.Location);
    }
}
