using System.Text.Json;
using Ptm.Engine.Grading;
using Ptm.Engine.Providers;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Running.Sessions;

/// <summary>Runs <c>transformVars</c>: code that makes a case's variables out of its variables.</summary>
internal sealed class VariableTransform(ScriptSandbox scripts)
{
    /// <exception cref="PtmException">The code failed, or returned something else than variables.</exception>
    public async Task<JsonElement> RunAsync(string code, PlannedCase planned, CancellationToken cancellationToken)
    {
        ScriptCall call = new()
        {
            Body = $"return (function (vars, context) {{ {ScriptCall.BodyOf(code)}\n }})(output, context);",
            Output = "",
            OutputJson = planned.Case.Vars,
            Context = () => "{}",
        };
        try
        {
            ScriptValue value = await scripts.RunAsync(call, cancellationToken).ConfigureAwait(false);
            return value is { Kind: ScriptValueKind.Object, Json.ValueKind: JsonValueKind.Object }
                ? value.Json
                : throw Fault.Of(DiagnosticCodes.ScriptFailed, $"transformVars {Quote.Of(code)} must return an object of variables, and returned {Quote.Cut(value.Describe())}.", planned.Case.Location);
        }
        catch (ScriptException error)
        {
            throw Fault.Of(DiagnosticCodes.ScriptFailed, $"transformVars failed: {error.Message} (in {Quote.Of(code)})", planned.Case.Location);
        }
    }
}
